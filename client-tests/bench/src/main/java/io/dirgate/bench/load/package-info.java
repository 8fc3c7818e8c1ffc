/**
 * LDAP clients that check every answer, and the canned directory server that gives the answers, on one event loop: no lock, no
 * hand-over, and as little of the second core as possible. What is sent and expected is an {@link
 * io.dirgate.bench.load.Operation}; when, is a {@link io.dirgate.bench.load.Load}.
 */
@NullMarked
package io.dirgate.bench.load;

import org.jspecify.annotations.NullMarked;
