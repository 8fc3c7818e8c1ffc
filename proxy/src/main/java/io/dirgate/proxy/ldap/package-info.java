/**
 * LDAP on the wire: BER envelopes, frames, lazily read requests, and replies. Depends on no other room and makes no
 * decisions.
 */
@NullMarked
package io.dirgate.proxy.ldap;

import org.jspecify.annotations.NullMarked;
