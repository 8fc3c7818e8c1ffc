/**
 * TLS to clients and to directory servers: certificates from files or AWS, checked before use and replaced without
 * affecting connections. Depends on {@code config}, {@code aws} and {@code observe}. Nothing here reads LDAP or decides
 * about access beyond the checks of TLS.
 */
@NullMarked
package io.dirgate.proxy.tls;

import org.jspecify.annotations.NullMarked;
