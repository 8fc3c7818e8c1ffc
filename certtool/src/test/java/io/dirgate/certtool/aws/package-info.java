/** Tests of everything that talks to AWS. */
@NullMarked
package io.dirgate.certtool.aws;

import org.jspecify.annotations.NullMarked;
