/** Tests an endpoint as an LDAP client uses it, step by step, and explains the first fault. Changes nothing. */
@NullMarked
package io.dirgate.certtool.check;

import org.jspecify.annotations.NullMarked;
