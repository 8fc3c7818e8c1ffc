/**
 * A client's connection from its first request to its end, and everything decided about it. {@link
 * io.dirgate.proxy.session.ClientSession} is where a bind goes; {@link io.dirgate.proxy.session.SessionState} is what may
 * happen when; {@link io.dirgate.proxy.session.Upstream} holds the connection to a directory server and makes good its loss.
 * All of a session runs on one event loop: there is no lock and no volatile on the way of an operation, and nothing that blocks.
 */
@NullMarked
package io.dirgate.proxy.session;

import org.jspecify.annotations.NullMarked;
