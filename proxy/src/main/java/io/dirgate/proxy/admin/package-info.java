/**
 * HTTP pages for operators: health, readiness, metrics. Calls the other rooms through functions. Nothing here may slow
 * down LDAP clients.
 */
@NullMarked
package io.dirgate.proxy.admin;

import org.jspecify.annotations.NullMarked;
