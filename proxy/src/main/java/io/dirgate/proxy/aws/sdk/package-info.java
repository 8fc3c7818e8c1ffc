/**
 * AWS through its SDK. Only this room uses the SDK, and a separate class loader loads it. No other code refers to its
 * classes by type.
 */
@NullMarked
package io.dirgate.proxy.aws.sdk;

import org.jspecify.annotations.NullMarked;
