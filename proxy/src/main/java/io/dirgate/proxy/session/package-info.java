/**
 * One client's connection, from its first byte to its end. {@link io.dirgate.proxy.session.ClientSession} receives the
 * events and passes them to its parts:
 *
 * <ul>
 *   <li>{@link io.dirgate.proxy.session.Intake}: receives requests and parks those that must wait;
 *   <li>{@link io.dirgate.proxy.session.Requests}: decides about each request;
 *   <li>{@link io.dirgate.proxy.session.Binds} and {@link io.dirgate.proxy.session.Handshake}: the two operations that change the session;
 *   <li>{@link io.dirgate.proxy.session.Upstream}: the connection to a directory server;
 *   <li>{@link io.dirgate.proxy.session.Responses}: decides about each response;
 *   <li>{@link io.dirgate.proxy.session.Recovery}: handles the loss of the server;
 *   <li>{@link io.dirgate.proxy.session.Accounting} and {@link io.dirgate.proxy.session.Replies}: one line in the access log for each
 *       request;
 *   <li>{@link io.dirgate.proxy.session.SessionEnd}: ends the session.
 * </ul>
 *
 * Three independent state machines define the legal events: {@link io.dirgate.proxy.session.Protection}, {@link
 * io.dirgate.proxy.session.Login} and {@link io.dirgate.proxy.session.Life}. A session runs on one event loop. The path
 * of an operation contains no lock, no volatile access and no blocking call.
 */
@NullMarked
package io.dirgate.proxy.session;

import org.jspecify.annotations.NullMarked;
