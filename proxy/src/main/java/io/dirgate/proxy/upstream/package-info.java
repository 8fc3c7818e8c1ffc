/**
 * How a session comes by a connection to a directory server: idle connections that wait for their next session, binds that are
 * repeated on another server, and the watch over servers that fall silent. Nothing here knows what a client asked.
 */
@NullMarked
package io.dirgate.proxy.upstream;

import org.jspecify.annotations.NullMarked;
