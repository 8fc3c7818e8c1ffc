/**
 * What the gateway asks of AWS, in plain records, each error in words. The one room that uses the AWS SDK, which is loaded when the
 * first of its clients is made and not before; it knows no other room. Every call blocks: none belongs on an event loop.
 */
@NullMarked
package io.dirgate.proxy.aws;

import org.jspecify.annotations.NullMarked;
