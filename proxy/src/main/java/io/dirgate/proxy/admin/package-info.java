/**
 * HTTP for operators: health, readiness, metrics. Asks the other rooms through functions; nothing here may slow an LDAP client down.
 */
@NullMarked
package io.dirgate.proxy.admin;

import org.jspecify.annotations.NullMarked;
