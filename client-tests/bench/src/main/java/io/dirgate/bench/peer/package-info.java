/** The proxies under test: how each is configured, started on the core that is theirs, and what the kernel says that it took. */
@NullMarked
package io.dirgate.bench.peer;

import org.jspecify.annotations.NullMarked;
