/**
 * The AWS calls that the gateway makes, as plain interfaces and records with errors for people. The AWS SDK is loaded
 * on first use. Depends on no other room. Every call blocks, so none may run on an event loop.
 */
@NullMarked
package io.dirgate.proxy.aws;

import org.jspecify.annotations.NullMarked;
