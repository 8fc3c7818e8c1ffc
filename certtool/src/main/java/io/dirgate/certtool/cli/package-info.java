/**
 * What every command line of the tool has in common: how it ends, how it reports, where secrets come from. Nothing here knows a
 * certificate.
 */
@NullMarked
package io.dirgate.certtool.cli;

import org.jspecify.annotations.NullMarked;
