/** What a shell needs to complete the tool's command lines. */
@NullMarked
package io.dirgate.certtool.completion;

import org.jspecify.annotations.NullMarked;
