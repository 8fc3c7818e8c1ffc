/**
 * The {@code demo} command: an embedded directory that looks like a small AD domain, a fresh certificate, and the gateway in front.
 * Nothing that serves a real client lives here.
 */
@NullMarked
package io.dirgate.proxy.demo;

import org.jspecify.annotations.NullMarked;
