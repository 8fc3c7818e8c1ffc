/**
 * What others see of the gateway: metrics and the access log. Knows only {@code ldap}; nothing here changes what happens.
 */
@NullMarked
package io.dirgate.proxy.observe;

import org.jspecify.annotations.NullMarked;
