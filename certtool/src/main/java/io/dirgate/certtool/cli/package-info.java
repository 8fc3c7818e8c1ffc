/**
 * What all commands have in common: exit codes, reports, the sources of secrets. Nothing here knows a
 * certificate.
 */
@NullMarked
package io.dirgate.certtool.cli;

import org.jspecify.annotations.NullMarked;
