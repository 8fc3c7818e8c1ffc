/**
 * LDAP on the wire: BER envelopes, frames, lazily read requests, replies. Knows no other room; nothing here decides anything.
 */
@NullMarked
package io.dirgate.proxy.ldap;

import org.jspecify.annotations.NullMarked;
