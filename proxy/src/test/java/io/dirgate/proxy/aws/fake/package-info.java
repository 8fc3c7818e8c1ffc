/**
 * A stand-in for the few calls of AWS that the gateway makes, over HTTP and as strict as AWS about what is asked. Also used by the
 * client tests.
 */
@NullMarked
package io.dirgate.proxy.aws.fake;

import org.jspecify.annotations.NullMarked;
