/**
 * What the running gateway is made of, and how another configuration takes effect on it: a plan of changes, each checked completely before
 * the first is applied.
 */
@NullMarked
package io.dirgate.proxy.reload;

import org.jspecify.annotations.NullMarked;
