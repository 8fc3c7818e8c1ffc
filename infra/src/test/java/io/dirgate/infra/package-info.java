/**
 * Tests of what deploys the gateway: the archive and the package that the build makes, the unit, the templates and the manifests.
 * Classes ending in {@code IT} run what was packed. What the gateway does with its configuration is tested where it lives.
 */
@NullMarked
package io.dirgate.infra;

import org.jspecify.annotations.NullMarked;
