package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.observe.ServerMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prevents account lockouts when sessions bind again after a loss. Sessions with the same credential bind to a server
 * one at a time until one succeeds; then all waiting sessions continue. If one is refused, all waiting sessions end,
 * and {@link StaleCredentials} prevents further attempts. Shared by all event loops.
 */
public final class Rebinds {
    private static final Logger log = LoggerFactory.getLogger(Rebinds.class);

    /** A session that must bind again. Called on its own event loop. */
    public interface Waiter {
        /** The session may bind. It must end the turn afterwards. */
        void onTurn();

        /** The credential is not tried again. */
        void onStale(BindRefusal refusal);

        /** Another session has just found that the server does not answer. */
        void onServerLost(Loss loss);
    }

    private record Place(CredentialKey credential, Endpoint server) {}

    private final CredentialHash hash = new CredentialHash();
    private final StaleCredentials stale = new StaleCredentials(System::nanoTime);
    /** The first turn in a queue is the one that binds. Guarded by the map's own lock. */
    private final Map<Place, Deque<Turn>> queues = new HashMap<>();

    private final ServerMetrics metrics;

    public Rebinds(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    /** Joins the queue. The waiter is called later, never before this method returns. */
    public Turn enter(Identity identity, Server server, Executor loop, Waiter waiter) {
        Turn turn = new Turn(new Place(identity.credential(hash), server.address()), identity, loop, waiter);
        boolean first;
        synchronized (queues) {
            Deque<Turn> queue = queues.computeIfAbsent(turn.place, place -> new ArrayDeque<>(2));
            queue.add(turn);
            first = queue.peek() == turn;
        }
        // Check after joining the queue: a refused turn first records its credential here and then ends the queue.
        BindRefusal refusal = stale.refusal(turn.place.credential);
        if (refusal != null) {
            turn.remove();
            turn.tellStale(refusal);
        } else if (first) {
            turn.tell(waiter::onTurn);
        }
        return turn;
    }

    /** A client's own bind succeeded, so the directory accepts the credential. */
    public void accepted(Identity identity) {
        if (!stale.isEmpty() && identity.isRepeatable()) {
            stale.remove(identity.credential(hash));
        }
    }

    /** The reason why a session that lost its server must not bind again; null if it may. */
    @Nullable
    public BindRefusal refusal(Identity identity) {
        BindRefusal refusal = stale.isEmpty() ? null : stale.refusal(identity.credential(hash));
        if (refusal != null) {
            metrics.rebind("notTried");
        }
        return refusal;
    }

    private List<Turn> takeAll(Predicate<Place> of) {
        List<Turn> taken = new ArrayList<>();
        synchronized (queues) {
            queues.entrySet().removeIf(queue -> of.test(queue.getKey()) && taken.addAll(queue.getValue()));
        }
        return taken;
    }

    /**
     * One session's turn in the queue. Its methods are called on that session's event loop. Each of them ends the turn.
     */
    public final class Turn {
        private final Place place;
        private final Identity identity;
        private final Executor loop;
        private final Waiter waiter;
        private boolean over;

        private Turn(Place place, Identity identity, Executor loop, Waiter waiter) {
            this.place = place;
            this.identity = identity;
            this.loop = loop;
            this.waiter = waiter;
        }

        /** The server accepted the bind. */
        public void succeeded() {
            over = true;
            metrics.rebind("success");
            if (isFirst()) {
                takeAll(place::equals).forEach(next -> next.tell(next.waiter::onTurn));
            }
        }

        /** The server refused the bind, other than for being too busy. */
        public void refused(BindRefusal refusal) {
            over = true;
            metrics.rebind("refused");
            stale.add(place.credential, refusal);
            List<Turn> others = takeAll(waiting -> waiting.credential.equals(place.credential));
            others.remove(this);
            others.forEach(other -> other.tellStale(refusal));
            log.atWarn()
                    .addKeyValue("identity", identity.name())
                    .addKeyValue("server", place.server)
                    .addKeyValue("result", refusal.code())
                    .addKeyValue("text", refusal.text())
                    .addKeyValue("waiting", others.size())
                    .log(
                            "the password of bound sessions no longer works: these sessions end instead of moving to another"
                                    + " server but end; the client must bind with the new password");
        }

        /** The session no longer needs the turn. The next session may bind. */
        public void leave() {
            over = true;
            remove();
        }

        /** The server was lost before it answered. If the server is at fault, all waiting sessions are told at once. */
        public void lost(Loss loss) {
            over = true;
            if (loss.kind().blamesServer() && isFirst()) {
                Loss same = new Loss(
                        Loss.Kind.NOT_TRIED,
                        "not tried because another session's bind there has just failed: " + loss.detail());
                List<Turn> others = takeAll(place::equals);
                others.remove(this);
                others.forEach(other -> other.tell(() -> other.waiter.onServerLost(same)));
            } else {
                remove();
            }
        }

        private boolean isFirst() {
            synchronized (queues) {
                Deque<Turn> queue = queues.get(place);
                return queue != null && queue.peek() == this;
            }
        }

        private void remove() {
            Turn next = null;
            synchronized (queues) {
                Deque<Turn> queue = queues.get(place);
                if (queue == null) {
                    return;
                }
                boolean first = queue.peek() == this;
                queue.remove(this);
                if (queue.isEmpty()) {
                    queues.remove(place);
                } else if (first) {
                    next = queue.element();
                }
            }
            if (next != null) {
                next.tell(next.waiter::onTurn);
            }
        }

        private void tellStale(BindRefusal refusal) {
            metrics.rebind("notTried");
            tell(() -> waiter.onStale(refusal));
        }

        private void tell(Runnable word) {
            loop.execute(() -> {
                if (!over) {
                    word.run();
                }
            });
        }
    }
}
