/**
 * The addresses that the process listens on, for clients and for the admin pages: how one gateway leaves them to the next. Knows no
 * other room.
 */
@NullMarked
package io.dirgate.proxy.ports;

import org.jspecify.annotations.NullMarked;
