/**
 * Sockets: how clients' connections are accepted, counted and dressed in handlers before a session takes them over. Reads
 * {@code config} and {@code tls}, and reaches {@code session} through its factory; knows nothing of LDAP but its first byte.
 */
@NullMarked
package io.dirgate.proxy.net;

import org.jspecify.annotations.NullMarked;
