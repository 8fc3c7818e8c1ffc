/** The commands that need no CA: a key, a request, a certificate that vouches for itself. They only ask, call {@code pki} and write. */
@NullMarked
package io.dirgate.certtool.request;

import org.jspecify.annotations.NullMarked;
