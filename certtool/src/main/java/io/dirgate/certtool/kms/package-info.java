/** Private keys in AWS KMS. This package finds a key and asks it for signatures; {@code pki} decides what to sign. */
@NullMarked
package io.dirgate.certtool.kms;

import org.jspecify.annotations.NullMarked;
