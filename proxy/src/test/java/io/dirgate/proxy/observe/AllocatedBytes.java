package io.dirgate.proxy.observe;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Garbage made by the calling thread, for promises about hot paths. */
public final class AllocatedBytes {
    private static final int WARM_UP = 50_000;
    private static final int ROUNDS = 50_000;

    private AllocatedBytes() {}

    /** Bytes a call, once the code is warm. */
    static double perCall(Runnable call) {
        repeat(call, WARM_UP);
        return perCall(call, ROUNDS);
    }

    /** Bytes a call, on an average of so many. */
    public static double perCall(Runnable call, int rounds) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(call, rounds);
        return (threads.getCurrentThreadAllocatedBytes() - before) / (double) rounds;
    }

    private static void repeat(Runnable call, int times) {
        for (int i = 0; i < times; i++) {
            call.run();
        }
    }
}
