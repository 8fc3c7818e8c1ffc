/**
 * One request from arrival to completion, the operations in flight on a connection, and the interfaces for decisions
 * about them. Nothing here depends on sessions, rules or the dialects of servers.
 */
@NullMarked
package io.dirgate.proxy.operation;

import org.jspecify.annotations.NullMarked;
