/** Configurations of LDAP clients for an endpoint and its CA. The templates are resources of this package. */
@NullMarked
package io.dirgate.certtool.client;

import org.jspecify.annotations.NullMarked;
