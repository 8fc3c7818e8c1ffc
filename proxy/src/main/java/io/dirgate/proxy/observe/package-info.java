/** Metrics and the access log. Depends only on {@code ldap}. Nothing here changes the gateway's behaviour. */
@NullMarked
package io.dirgate.proxy.observe;

import org.jspecify.annotations.NullMarked;
