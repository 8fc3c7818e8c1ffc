package io.dirgate.proxy.upstream;

import io.dirgate.proxy.backend.Directory;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the directory servers of one session. A session stays with its server while that server is healthy. A session
 * that has read state of its server cannot use another one. Runs on the session's event loop.
 */
public final class ServerChoice {
    private static final Loss CLOSED_HERE =
            new Loss(Loss.Kind.CLOSED, "the gateway closed the connection after a refused bind or a long idle time");

    /** The session has moved to another server. */
    public record Move(Server from, Server to, Loss why) {}

    private final Directory directory;
    private final LongSupplier addressHash;
    private final List<Server> tried = new ArrayList<>(2);
    private @Nullable Server home;
    private @Nullable Loss homeLost;
    /** The server that was lost while requests were in flight. Those requests may have caused the loss. */
    private @Nullable Server avoided;

    private boolean tied;

    /** @param addressHash hash of the client's address, for affinity */
    public ServerChoice(Directory directory, LongSupplier addressHash) {
        this.directory = directory;
        this.addressHash = addressHash;
    }

    /** Makes all servers eligible again. */
    public void begin() {
        tried.clear();
    }

    /** The next server to try; null if all have been tried. */
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
     * Records that this server serves the session from now on.
     *
     * @return null unless another server served it before
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
     * Records the loss of the session's server.
     *
     * @param owing whether requests were in flight there
     */
    public void lost(Server server, Loss loss, boolean owing) {
        homeLost = loss;
        avoided = owing ? server : null;
    }

    /** Restricts the session to its current server. */
    public void tie() {
        tied = true;
    }
}
