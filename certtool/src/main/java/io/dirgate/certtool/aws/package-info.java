/**
 * The way to AWS that all its commands share: credentials and Region, retries, what is shown of a request, and what an error
 * means to a person. No service's rules live here.
 */
@NullMarked
package io.dirgate.certtool.aws;

import org.jspecify.annotations.NullMarked;
