/**
 * Certificates in AWS Certificate Manager: importing, replacing under the same ARN, exporting, deleting, and ACM's rules, which
 * are checked here before a call is made. The rules know nothing of the SDK.
 */
@NullMarked
package io.dirgate.certtool.acm;

import org.jspecify.annotations.NullMarked;
