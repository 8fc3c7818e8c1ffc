/**
 * The listening addresses of the process, for clients and for the admin pages, and their handover from one gateway to
 * the next. Depends on no other room.
 */
@NullMarked
package io.dirgate.proxy.ports;

import org.jspecify.annotations.NullMarked;
