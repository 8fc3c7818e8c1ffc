/**
 * The parts of a running gateway, and the reload of its configuration: a plan of changes. All changes are checked
 * before the first one is applied.
 */
@NullMarked
package io.dirgate.proxy.reload;

import org.jspecify.annotations.NullMarked;
