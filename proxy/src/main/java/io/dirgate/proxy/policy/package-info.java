/**
 * Checks of requests against an operator's limits and rules. Nothing here depends on sessions, on connections or on the
 * other checks.
 */
@NullMarked
package io.dirgate.proxy.policy;

import org.jspecify.annotations.NullMarked;
