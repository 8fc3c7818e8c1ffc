/**
 * Certificates from an ACME CA (RFC 8555): accounts, orders, proving the control of names, renewing. The private key is made here
 * and never leaves this machine.
 */
@NullMarked
package io.dirgate.certtool.acme;

import org.jspecify.annotations.NullMarked;
