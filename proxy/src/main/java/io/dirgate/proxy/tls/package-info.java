/**
 * TLS towards clients and towards directory servers: certificates from files or from AWS, checked before they are served, swapped without a
 * connection noticing. Knows {@code config}, {@code aws} and {@code observe}; nothing here reads LDAP or decides who may connect beyond what
 * TLS itself proves.
 */
@NullMarked
package io.dirgate.proxy.tls;

import org.jspecify.annotations.NullMarked;
