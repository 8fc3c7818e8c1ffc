/** Connects to an endpoint, does the TLS handshake and records the certificates. Does not judge or print. */
@NullMarked
package io.dirgate.certtool.probe;

import org.jspecify.annotations.NullMarked;
