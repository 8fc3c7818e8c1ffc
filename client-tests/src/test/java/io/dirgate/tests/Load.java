package io.dirgate.tests;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Clients that work in a loop, each in a thread of its own, until told to stop. A client binds once; when its connection ends it
 * has been dropped, and does not come back.
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Tally tally = new Tally();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicIntegerArray rounds;
    private volatile boolean stopping;

    /** One client: opened in its thread, then asked for one round of work after the other. */
    interface Client extends AutoCloseable {
        /** Does one round and books it; false when its connection has ended. */
        boolean round(Tally tally) throws Exception;
    }

    /** Makes the n-th client. */
    @FunctionalInterface
    interface ClientFactory {
        Client open(int number) throws Exception;
    }

    Load(int clients, ClientFactory factory) {
        rounds = new AtomicIntegerArray(clients);
        for (int i = 0; i < clients; i++) {
            int number = i;
            Thread thread = new Thread(() -> work(number, factory), "client-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    Tally tally() {
        return tally;
    }

    /** Waits until each client has done so many rounds from now on; a dropped one is not waited for. */
    void awaitRounds(int more) {
        int[] before = new int[rounds.length()];
        for (int i = 0; i < before.length; i++) {
            before[i] = rounds.get(i);
        }
        await("all clients go on; until now " + tally).atMost(PATIENCE).until(() -> {
            for (int i = 0; i < before.length; i++) {
                if (threads.get(i).isAlive() && rounds.get(i) < before[i] + more) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Lets each client end its round, and gives what they counted. */
    Tally stop() {
        stopping = true;
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                tally.wrong.add(thread.getName() + " still waits for an answer");
            }
        }
        return tally;
    }

    @Override
    public void close() {
        stop();
    }

    @SuppressWarnings("CatchingUnchecked") // Whatever ends a client is what the test wants to hear of.
    private void work(int number, ClientFactory factory) {
        try (Client client = factory.open(number)) {
            while (!stopping) {
                long begin = System.nanoTime();
                boolean goesOn = client.round(tally);
                tally.took(System.nanoTime() - begin);
                if (!goesOn) {
                    return;
                }
                rounds.incrementAndGet(number);
            }
        } catch (Exception e) {
            tally.wrong.add("client " + number + " ended with " + e);
        }
    }
}
