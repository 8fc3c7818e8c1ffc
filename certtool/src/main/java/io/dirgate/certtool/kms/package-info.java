/** Private keys in AWS KMS: found once, then asked for signatures. What is signed, {@code pki} knows. */
@NullMarked
package io.dirgate.certtool.kms;

import org.jspecify.annotations.NullMarked;
