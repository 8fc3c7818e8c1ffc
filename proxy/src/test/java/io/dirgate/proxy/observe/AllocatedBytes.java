package io.dirgate.proxy.observe;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Garbage made by the calling thread, for promises about hot paths. */
final class AllocatedBytes {
    private static final int WARM_UP = 50_000;
    private static final int ROUNDS = 50_000;

    private AllocatedBytes() {}

    /** Bytes a call, once the code is warm. */
    static double perCall(Runnable call) {
        repeat(call, WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(call, ROUNDS);
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS;
    }

    private static void repeat(Runnable call, int times) {
        for (int i = 0; i < times; i++) {
            call.run();
        }
    }
}
