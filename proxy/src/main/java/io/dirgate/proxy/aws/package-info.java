/**
 * What the gateway asks of AWS, in plain interfaces and records, each error in words. The AWS SDK is loaded by the first who asks for
 * it and not before; this room knows no other. Every call blocks: none belongs on an event loop.
 */
@NullMarked
package io.dirgate.proxy.aws;

import org.jspecify.annotations.NullMarked;
