/** Where the gateway's CPU time goes: async-profiler, loaded into the running process, and its stacks made into tables. */
@NullMarked
package io.dirgate.bench.profile;

import org.jspecify.annotations.NullMarked;
