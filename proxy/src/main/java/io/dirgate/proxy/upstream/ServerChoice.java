package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the directory servers of one session. A session stays at the server that has served it, as long as that one is well; a session
 * that has read a state of that server has no other. On the session's event loop.
 */
public final class ServerChoice {
    private static final Loss CLOSED_HERE = new Loss(
            Loss.Kind.CLOSED, "the gateway had closed the connection itself, after a refused bind or a long rest");

    /** The session is served by another server than before. */
    public record Move(Server from, Server to, Loss why) {}

    private final Directory directory;
    private final LongSupplier addressHash;
    private final List<Server> tried = new ArrayList<>(2);
    private @Nullable Server home;
    private @Nullable Loss homeLost;
    /** Lost while requests were in flight, which it may not survive a second time. */
    private @Nullable Server avoided;

    private boolean tied;

    /** @param addressHash of the client, for affinity */
    public ServerChoice(Directory directory, LongSupplier addressHash) {
        this.directory = directory;
        this.addressHash = addressHash;
    }

    /** Every server may be tried again. */
    public void begin() {
        tried.clear();
    }

    /** The next server to try; null if there is none that has not been tried. */
    public @Nullable Server next() {
        Server next = choose();
        if (next != null) {
            tried.add(next);
        }
        return next;
    }

    private @Nullable Server choose() {
        boolean staying = home != null && (tied || (homeLost == null && home.isServing() && home.isResponsive()));
        if (!staying) {
            return chooseAny();
        }
        if (!tried.contains(home)) {
            return home;
        }
        return tied ? null : chooseAny();
    }

    private @Nullable Server chooseAny() {
        return directory.choose(addressHash.getAsLong(), tried, avoided);
    }

    /**
     * This server serves the session from now on.
     *
     * @return null unless another one did before
     */
    public @Nullable Move arrived(Server here) {
        Move move =
                home == null || home == here ? null : new Move(home, here, homeLost == null ? CLOSED_HERE : homeLost);
        home = here;
        homeLost = null;
        avoided = null;
        return move;
    }

    /**
     * The server that serves the session is lost.
     *
     * @param owing whether requests were in flight there
     */
    public void lost(Server server, Loss loss, boolean owing) {
        homeLost = loss;
        avoided = owing ? server : null;
    }

    /** Only the present server can serve the session from now on. */
    public void tie() {
        tied = true;
    }
}
