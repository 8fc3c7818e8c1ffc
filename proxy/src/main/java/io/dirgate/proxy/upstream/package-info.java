/**
 * Obtains server connections for sessions: idle connections for reuse, binds repeated on another server, and detection
 * of servers that stop answering. Nothing here depends on a client's requests.
 */
@NullMarked
package io.dirgate.proxy.upstream;

import org.jspecify.annotations.NullMarked;
