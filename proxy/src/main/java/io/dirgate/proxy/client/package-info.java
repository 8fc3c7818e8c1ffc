/**
 * The client's channel from the view of a session: its address, the order of its output, and its closing. Nothing here
 * depends on LDAP operations or directory servers.
 */
@NullMarked
package io.dirgate.proxy.client;

import org.jspecify.annotations.NullMarked;
