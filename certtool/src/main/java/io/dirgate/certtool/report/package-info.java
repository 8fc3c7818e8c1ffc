/** How the tool tells a person or a script that something is wrong. Nothing here knows a certificate or prints. */
@NullMarked
package io.dirgate.certtool.report;

import org.jspecify.annotations.NullMarked;
