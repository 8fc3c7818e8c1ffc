/** The walk of an LDAP client through an endpoint, step by step, and what the first wrong step means. Nothing here changes anything. */
@NullMarked
package io.dirgate.certtool.check;

import org.jspecify.annotations.NullMarked;
