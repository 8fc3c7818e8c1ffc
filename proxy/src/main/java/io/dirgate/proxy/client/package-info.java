/**
 * A client's channel as the session sees it: its address, what is written to it and in which order, and how it is closed. Nothing
 * here knows of LDAP operations or of directory servers.
 */
@NullMarked
package io.dirgate.proxy.client;

import org.jspecify.annotations.NullMarked;
