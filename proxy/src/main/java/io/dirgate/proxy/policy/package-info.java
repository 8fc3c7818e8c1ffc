/**
 * What an operator allows: checks of requests against limits and rules. Nothing here knows of sessions, of connections or of the
 * other checks.
 */
@NullMarked
package io.dirgate.proxy.policy;

import org.jspecify.annotations.NullMarked;
