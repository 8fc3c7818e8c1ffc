/**
 * Temporary TXT records in public hosted zones of Amazon Route 53. This package does not know ACME; the package {@code acme} uses
 * it for challenges.
 */
@NullMarked
package io.dirgate.certtool.route53;

import org.jspecify.annotations.NullMarked;
