package io.dirgate.bench;

import io.dirgate.bench.load.CannedAnswer;
import io.dirgate.bench.load.ClientTls;
import io.dirgate.bench.load.ClosedLoop;
import io.dirgate.bench.load.Flood;
import io.dirgate.bench.load.Load;
import io.dirgate.bench.load.OpenLoop;
import io.dirgate.bench.load.Operation;
import io.dirgate.bench.load.Sessions;
import io.dirgate.bench.load.Target;
import io.dirgate.bench.peer.Certificate;
import io.dirgate.bench.peer.Peer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * One row of the comparison.
 *
 * @param key of the certificate that the proxies serve
 * @param resumed whether clients resume TLS sessions
 * @param upstreamTls whether the directory server speaks LDAPS
 * @param open whether the load is at a fixed rate, so that latencies mean something
 */
record Scenario(
        String name,
        String title,
        Certificate.Key key,
        boolean resumed,
        boolean upstreamTls,
        boolean open,
        Function<Target, Load> load) {
    private static final CannedAnswer SMALL = CannedAnswer.small();
    private static final CannedAnswer LARGE = CannedAnswer.large();
    private static final CannedAnswer MANY = CannedAnswer.many(1_000);
    /** What the canned directory server can say. */
    static final List<CannedAnswer> ANSWERS = List.of(SMALL, LARGE, MANY);

    private static final int CONNECTIONS = 16;
    private static final int PIPELINED = 16;
    private static final int RATE = 3_000;
    private static final int SESSIONS = 8;
    private static final int READERS = 4;

    private static final int STRANGERS = 64;

    /** Enough to use all of a proxy's core, where each costs it the whole of a handshake. */
    private static final int CROWD = 256;

    /** A TLS record of a ClientHello of 508 bytes, of which no byte means anything. */
    private static final byte[] RUBBISH = Arrays.copyOf(HexFormat.of().parseHex("1603010200010001fc0505"), 517);

    static final List<Scenario> ALL = List.of(
            persistent("search", "search, 16 persistent connections", t -> closed(t, 1, SMALL.search())),
            persistent("pipelined", "search, 16 × 16 pipelined", t -> closed(t, PIPELINED, SMALL.search())),
            new Scenario(
                    "open-loop",
                    "search at a fixed 3,000/s",
                    Certificate.Key.ECDSA,
                    false,
                    false,
                    true,
                    target -> new OpenLoop(target, CONNECTIONS, RATE, SMALL.search())),
            persistent("bind", "bind, 16 persistent connections", t -> closed(t, 1, Operation.bind())),
            session("session-ecdsa", "session, ECDSA P-256, full handshake", Certificate.Key.ECDSA, false),
            session("session-ecdsa-resumed", "session, ECDSA P-256, resumed", Certificate.Key.ECDSA, true),
            session("session-rsa", "session, RSA 2048, full handshake", Certificate.Key.RSA, false),
            new Scenario(
                    "session-tls-both",
                    "session, ECDSA P-256, TLS to the directory server too",
                    Certificate.Key.ECDSA,
                    false,
                    true,
                    false,
                    Scenario::sessions),
            persistent("large-entry", "one entry of 1 MB", t -> new ClosedLoop(t, READERS, 1, LARGE.search())),
            persistent("many-entries", "1,000 entries of 1 KB", t -> new ClosedLoop(t, READERS, 1, MANY.search())),
            persistent("flood-connect", "connection without a word; a good client's wait", t -> flood(t, new byte[0])),
            persistent("flood-hello", "ClientHello of rubbish; a good client's wait", t -> flood(t, RUBBISH)),
            persistent(
                    "flood-handshake",
                    "handshake that is not ended; a good client's wait",
                    t -> new Flood(t, CROWD, ClientTls.clientHello(), Operation.bind())));

    private static Scenario persistent(String name, String title, Function<Target, Load> load) {
        return new Scenario(name, title, Certificate.Key.ECDSA, false, false, false, load);
    }

    /** At a fixed rate a JVM would not be warm in a day's work; who has served for a day is. */
    Function<Target, Load> warmUp() {
        return open ? target -> closed(target, 1, SMALL.search()) : load;
    }

    private static Load closed(Target target, int window, Operation operation) {
        return new ClosedLoop(target, CONNECTIONS, window, operation);
    }

    private static Load flood(Target target, byte[] rubbish) {
        return new Flood(target, STRANGERS, rubbish, Operation.bind());
    }

    private static Scenario session(String name, String title, Certificate.Key key, boolean resumed) {
        return new Scenario(name, title, key, resumed, false, false, Scenario::sessions);
    }

    /** Several at a time: connect, TLS, bind, search, unbind, close. */
    static Load sessions(Target target) {
        return new Sessions(target, SESSIONS, Operation.bind(), SMALL.search());
    }

    /** One session, to see whether a proxy is ready. */
    static Load trial(Target target) {
        return new Sessions(target, 1, Operation.bind(), SMALL.search());
    }

    /** Whether a proxy is able to: stunnel has TLS on one side of a service, as has the bare forwarder. */
    boolean suits(Peer peer) {
        return !(upstreamTls && (peer == Peer.STUNNEL || peer == Peer.FORWARDER));
    }
}
