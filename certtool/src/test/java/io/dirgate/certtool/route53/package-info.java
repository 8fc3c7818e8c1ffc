@NullMarked
package io.dirgate.certtool.route53;

import org.jspecify.annotations.NullMarked;
