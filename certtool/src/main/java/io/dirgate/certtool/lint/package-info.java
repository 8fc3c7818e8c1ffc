/** Rules that a certificate of today should keep, each with a name, a reason and what to do; judged by what it is for. */
@NullMarked
package io.dirgate.certtool.lint;

import org.jspecify.annotations.NullMarked;
