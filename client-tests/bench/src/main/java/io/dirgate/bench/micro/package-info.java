/**
 * The gateway's hot paths alone, by JMH: what an operation costs in nanoseconds and in bytes allocated, without sockets, TLS and
 * event loops. {@code bin/bench --micro} runs them. They call the gateway's code; nothing else here may.
 */
@NullMarked
package io.dirgate.bench.micro;

import org.jspecify.annotations.NullMarked;
