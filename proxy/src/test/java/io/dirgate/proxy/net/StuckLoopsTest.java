package io.dirgate.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StuckLoopsTest {
    private final DefaultEventExecutorGroup group = new DefaultEventExecutorGroup(2);
    private final AtomicLong nanos = new AtomicLong();
    private final StuckLoops stuck = new StuckLoops(Duration.ofSeconds(10), nanos::get);

    @AfterEach
    void close() {
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @Test
    void aBlockedLoopIsNamedAfterThePatienceUntilItRunsAgain() throws Exception {
        stuck.add("session", group);
        CountDownLatch blocked = new CountDownLatch(1);
        Iterator<EventExecutor> loops = group.iterator();
        loops.next().execute(() -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        EventExecutor free = loops.next();

        assertThat(stuck.look()).as("nothing is owed yet").isEmpty();
        settle(free);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(9));
        assertThat(stuck.look()).isEmpty();
        settle(free);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(3));
        assertThat(stuck.look()).containsExactly("event loop session-1 has not run for 12 s");

        blocked.countDown();
        for (EventExecutor loop : group) {
            settle(loop);
        }
        assertThat(stuck.look()).isEmpty();
    }

    @Test
    void aLoopThatRunsIsNeverNamedHoweverSeldomSomebodyLooks() throws Exception {
        stuck.add("session", group);

        for (int i = 0; i < 3; i++) {
            assertThat(stuck.look()).isEmpty();
            for (EventExecutor loop : group) {
                settle(loop);
            }
            nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        }
    }

    /** Everything that was given to the loop has run. */
    private static void settle(EventExecutor loop) throws Exception {
        loop.submit(() -> {}).get();
    }
}
