/**
 * What Active Directory and Samba do that a client should not have to see: cookies, references, state of one server, and refusals that
 * need an explanation.
 */
@NullMarked
package io.dirgate.proxy.dialect;

import org.jspecify.annotations.NullMarked;
