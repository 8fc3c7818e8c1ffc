/**
 * One request from its arrival to its end, the operations in flight on a connection, and what may be decided about them. Nothing here
 * knows of sessions, rules or the dialects of servers.
 */
@NullMarked
package io.dirgate.proxy.operation;

import org.jspecify.annotations.NullMarked;
