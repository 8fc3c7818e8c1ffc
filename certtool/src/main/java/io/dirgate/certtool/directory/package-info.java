/**
 * Directories of AWS Directory Service: what there is, waiting for it, client-side LDAPS, smart cards and the CA certificates that
 * both need. The rules about certificates know nothing of the SDK.
 */
@NullMarked
package io.dirgate.certtool.directory;

import org.jspecify.annotations.NullMarked;
