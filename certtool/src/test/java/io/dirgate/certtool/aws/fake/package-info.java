/**
 * A strict stand-in for ACM and Directory Service: JSON 1.1 over HTTP with the documented limits, errors, pages and
 * throttling. It judges with the JDK and Bouncy Castle alone and must not use certtool's own code, or both could be
 * wrong together. Where AWS documents no text for an error, the text is ours and nobody may depend on it.
 */
@NullMarked
package io.dirgate.certtool.aws.fake;

import org.jspecify.annotations.NullMarked;
