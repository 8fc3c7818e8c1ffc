/**
 * Real clients and real directory servers against a running gateway, all as processes of their own: nothing here calls the
 * gateway's code. Test classes end in {@code IT}; everything else is the house they live in. A rule of the gateway that can
 * be tested without a process does not belong here.
 */
@NullMarked
package io.dirgate.tests;

import org.jspecify.annotations.NullMarked;
