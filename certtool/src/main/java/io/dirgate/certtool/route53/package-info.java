/**
 * TXT records in public hosted zones of Amazon Route 53, set for as long as somebody looks at them. Nothing here knows what they
 * are for; that is {@code acme}.
 */
@NullMarked
package io.dirgate.certtool.route53;

import org.jspecify.annotations.NullMarked;
