/** Looking at an endpoint from outside: connecting, the TLS handshake, whom it presents. Judging and printing are others' work. */
@NullMarked
package io.dirgate.certtool.probe;

import org.jspecify.annotations.NullMarked;
