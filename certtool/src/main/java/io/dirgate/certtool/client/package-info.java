/** What LDAP clients must be told to reach an endpoint and trust it; the texts are resources beside this package. */
@NullMarked
package io.dirgate.certtool.client;

import org.jspecify.annotations.NullMarked;
