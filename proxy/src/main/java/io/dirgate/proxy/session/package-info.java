/**
 * One client's connection, from its first byte to its end. {@link io.dirgate.proxy.session.ClientSession} hears what happens and hands it
 * to one of its parts:
 *
 * <ul>
 *   <li>{@link io.dirgate.proxy.session.Intake}: requests as they arrive, and those that wait;
 *   <li>{@link io.dirgate.proxy.session.Requests}: what becomes of a request, the whole decision on one screen;
 *   <li>{@link io.dirgate.proxy.session.Binds} and {@link io.dirgate.proxy.session.Handshake}: the two operations that change the session;
 *   <li>{@link io.dirgate.proxy.session.Upstream}: the way to a directory server;
 *   <li>{@link io.dirgate.proxy.session.Responses}: what becomes of a response;
 *   <li>{@link io.dirgate.proxy.session.Recovery}: what becomes of the session when its server is lost;
 *   <li>{@link io.dirgate.proxy.session.Accounting} and {@link io.dirgate.proxy.session.Replies}: one line in the access log for each
 *       request;
 *   <li>{@link io.dirgate.proxy.session.SessionEnd}: how it ends.
 * </ul>
 *
 * What may happen when is said by three machines that do not know each other: {@link io.dirgate.proxy.session.Protection}, {@link
 * io.dirgate.proxy.session.Login} and {@link io.dirgate.proxy.session.Life}. All of a session runs on one event loop: there is no lock and
 * no volatile on the way of an operation, and nothing that blocks.
 */
@NullMarked
package io.dirgate.proxy.session;

import org.jspecify.annotations.NullMarked;
