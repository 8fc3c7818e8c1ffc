/**
 * Behaviour of Active Directory and Samba that clients should not have to handle: paging cookies, references, the state
 * of one server, and refusals that need an explanation.
 */
@NullMarked
package io.dirgate.proxy.dialect;

import org.jspecify.annotations.NullMarked;
