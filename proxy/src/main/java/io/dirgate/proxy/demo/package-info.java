/**
 * The {@code demo} command: an embedded directory that imitates a small Active Directory domain, a new certificate, and
 * the gateway in front. No code here serves real clients.
 */
@NullMarked
package io.dirgate.proxy.demo;

import org.jspecify.annotations.NullMarked;
