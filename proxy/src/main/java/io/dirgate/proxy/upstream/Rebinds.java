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
 * Keeps sessions that bind again after a loss from locking their account out. The re-binds of one credential at one server go one
 * at a time until one has succeeded; then all that wait go on. The first refused one ends all that wait, and {@link StaleCredentials}
 * keeps every other session from trying. Shared by all event loops.
 */
public final class Rebinds {
    private static final Logger log = LoggerFactory.getLogger(Rebinds.class);

    /** A session that is to bind again; told on its own event loop. */
    public interface Waiter {
        /** It may bind, and owes the turn's end. */
        void onTurn();

        /** The credential is not tried again. */
        void onStale(BindRefusal refusal);

        /** Another session's re-bind has just found out that the server does not answer. */
        void onServerLost(Loss loss);
    }

    private record Place(CredentialKey credential, Endpoint server) {}

    private final CredentialHash hash = new CredentialHash();
    private final StaleCredentials stale = new StaleCredentials(System::nanoTime);
    /** The first of each queue is the one that binds. Guarded by itself. */
    private final Map<Place, Deque<Turn>> queues = new HashMap<>();

    private final ServerMetrics metrics;

    public Rebinds(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    /** Tells the waiter, after this has returned, when its turn has come or will not come. */
    public Turn enter(Identity identity, Server server, Executor loop, Waiter waiter) {
        Turn turn = new Turn(new Place(identity.credential(hash), server.address()), identity, loop, waiter);
        boolean first;
        synchronized (queues) {
            Deque<Turn> queue = queues.computeIfAbsent(turn.place, place -> new ArrayDeque<>(2));
            queue.add(turn);
            first = queue.peek() == turn;
        }
        // After the queue was joined: a refused turn adds its credential here first and then ends the queue.
        BindRefusal refusal = stale.refusal(turn.place.credential);
        if (refusal != null) {
            turn.remove();
            turn.tellStale(refusal);
        } else if (first) {
            turn.tell(waiter::onTurn);
        }
        return turn;
    }

    /** A client's own bind has succeeded: the directory takes the credential, again or still. */
    public void accepted(Identity identity) {
        if (!stale.isEmpty() && identity.isRepeatable()) {
            stale.remove(identity.credential(hash));
        }
    }

    /** For a session that has lost its server: why it must not bind again; null if it may. */
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

    /** One session's place in the queue. Its methods are called on that session's event loop, and end it. */
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

        /** The server has taken the bind. */
        public void succeeded() {
            over = true;
            metrics.rebind("success");
            if (isFirst()) {
                takeAll(place::equals).forEach(next -> next.tell(next.waiter::onTurn));
            }
        }

        /** The server has answered the bind with anything else, and not because it had no time for it. */
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
                            "a password that sessions are bound with no longer works: these sessions are not moved to another"
                                    + " server but end; the client must bind with the new password");
        }

        /** The session needs it no longer; the next one is tried. */
        public void leave() {
            over = true;
            remove();
        }

        /** The server was lost before it answered. If that is the server's fault, nobody waits for the same. */
        public void lost(Loss loss) {
            over = true;
            if (loss.kind().blamesServer() && isFirst()) {
                Loss same = new Loss(
                        Loss.Kind.NOT_TRIED,
                        "not tried, since another session's bind there just failed: " + loss.detail());
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
