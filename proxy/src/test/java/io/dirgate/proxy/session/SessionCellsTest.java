package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.config.StartTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every event in every state of a session. {@code session-cells.md} has a table for each state: what the client and the server hear
 * of the event, what the access log says, and whether the session lives on. {@code -Dcells=write} writes the file anew; read its
 * difference before it is committed.
 */
@ExtendWith(NoLeaks.class)
class SessionCellsTest {
    private static final Path FILE = Path.of("src/test/resources/io/dirgate/proxy/session/session-cells.md");

    /** Bytes of a value: more than a response of which nothing is passed on before it is whole. */
    private static final int FAT = 400_000;

    private static final Map<String, Supplier<Stage>> STATES = new LinkedHashMap<>();
    private static final Map<String, Consumer<Stage>> EVENTS = new LinkedHashMap<>();

    static {
        STATES.put(
                "TLS first, no handshake yet",
                () -> new Stage(SessionHarness.setup().tlsFirst()));
        STATES.put("StartTLS required", () -> new Stage(SessionHarness.setup().startTls(StartTls.REQUIRED)));
        STATES.put("StartTLS agreed to, no handshake yet", () -> {
            Stage stage = new Stage(SessionHarness.setup().startTls(StartTls.OPTIONAL));
            stage.session.client("90 startTls");
            return stage;
        });
        STATES.put("anonymous, no server connection", () -> new Stage(SessionHarness.setup()));
        STATES.put("anonymous, connected to a server", () -> {
            Stage stage = new Stage(SessionHarness.setup());
            stage.session.client("90 search dc=w");
            stage.accept().send("90 searchDone 0");
            return stage;
        });
        STATES.put("connecting to a server with a search", () -> {
            Stage stage = new Stage(SessionHarness.setup());
            stage.session.client("90 search dc=w");
            return stage;
        });
        STATES.put("a bind in flight", () -> {
            Stage stage = new Stage(SessionHarness.setup());
            stage.asks("90 bind cn=u1 secret", "90 bindDone");
            stage.accept();
            return stage;
        });
        STATES.put("between two steps of a SASL bind", () -> {
            Stage stage = new Stage(SessionHarness.setup());
            stage.session.client("90 sasl GSSAPI");
            stage.accept().send("90 bindDone 14");
            return stage;
        });
        STATES.put("bound", Stage::bound);
        STATES.put("bound by SASL", () -> {
            Stage stage = new Stage(SessionHarness.setup());
            stage.session.client("90 sasl GSSAPI");
            stage.accept().send("90 bindDone 0");
            return stage;
        });
        STATES.put("bound, a search in flight", () -> {
            Stage stage = Stage.bound();
            stage.asks("91 search dc=w", "91 searchDone");
            return stage;
        });
        STATES.put("bound, a modify in flight", () -> {
            Stage stage = Stage.bound();
            stage.asks("91 modify cn=w", "91 modifyDone");
            return stage;
        });
        STATES.put("bound, in the middle of an entry", () -> {
            Stage stage = Stage.bound();
            stage.asks("91 search dc=w", "91 searchDone");
            stage.rest = stage.server().sendInPart("91 entry cn=a description=" + "x".repeat(FAT));
            return stage;
        });
        STATES.put("behind a SASL security layer", () -> {
            Stage stage = new Stage(SessionHarness.setup());
            stage.session.client("90 sasl GSSAPI");
            stage.accept().send("90 bindDone 0");
            stage.session.client(new byte[] {0, 0, 0, 2, 7, 7});
            return stage;
        });
        STATES.put("draining, a search in flight", () -> {
            Stage stage = Stage.bound();
            stage.asks("91 search dc=w", "91 searchDone");
            stage.session.drain();
            stage.session.pass(ClientHandler.DRAIN_GRACE);
            return stage;
        });
        STATES.put("half closed, a search in flight", () -> {
            Stage stage = Stage.bound();
            stage.asks("91 search dc=w", "91 searchDone");
            stage.session.halfClose();
            return stage;
        });

        EVENTS.put("simple bind", stage -> stage.session.client("1 bind cn=u2 secret"));
        EVENTS.put("anonymous bind", stage -> stage.session.client("1 bind"));
        EVENTS.put("bind without a password", stage -> stage.session.client("1 bind cn=u2"));
        EVENTS.put("SASL bind", stage -> stage.session.client("1 sasl GSSAPI"));
        EVENTS.put("SASL EXTERNAL", stage -> stage.session.client("1 sasl EXTERNAL"));
        EVENTS.put("search", stage -> stage.session.client("1 search dc=x"));
        EVENTS.put("modify", stage -> stage.session.client("1 modify cn=x"));
        EVENTS.put("StartTLS", stage -> stage.session.client("1 startTls"));
        EVENTS.put("abandon of 91", stage -> stage.session.client("1 abandon 91"));
        EVENTS.put("unbind", stage -> stage.session.client("1 unbind"));
        EVENTS.put("the id of one in flight", stage -> stage.session.client("91 search dc=x"));
        EVENTS.put("not LDAP", stage -> stage.session.client(new byte[] {0, 1, 2, 3, 4, 5, 6, 7}));
        EVENTS.put("handshake done", stage -> stage.session.secure());
        EVENTS.put("client shuts down its side", stage -> stage.session.halfClose());
        EVENTS.put("client vanishes", stage -> stage.session.hangUp());
        EVENTS.put("the process ends", stage -> {
            stage.session.drain();
            stage.session.pass(ClientHandler.DRAIN_GRACE);
        });
        EVENTS.put("no request for limits.idleTimeout", stage -> stage.session.pass(Duration.ofSeconds(60)));
        EVENTS.put("success from the server", stage -> stage.serverAnswers(0));
        EVENTS.put("refusal from the server", stage -> stage.serverAnswers(49));
        EVENTS.put("the server closes", stage -> stage.onServer(Peer::hangUp));
        EVENTS.put("the server says goodbye", stage -> stage.serverSends("0 notice 52"));
        EVENTS.put("not LDAP from the server", stage -> stage.onServer(peer -> peer.send(new byte[] {1, 2, 3, 4, 5})));
    }

    @TestFactory
    Stream<DynamicTest> cells() throws IOException {
        List<Row> rows = new ArrayList<>();
        STATES.forEach(
                (state, stage) -> EVENTS.forEach((event, action) -> rows.add(new Row(state, event, stage, action))));
        if ("write".equals(System.getProperty("cells"))) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, table(rows));
        }
        Map<String, String> written = read();
        assertThat(written).as("rows of " + FILE).hasSameSizeAs(rows);
        return rows.stream()
                .map(row ->
                        dynamicTest(row.name(), () -> assertThat(row.outcome()).isEqualTo(written.get(row.name()))));
    }

    private static String table(List<Row> rows) {
        StringBuilder table = new StringBuilder("# Every event in every state of a session\n");
        String state = "";
        for (Row row : rows) {
            if (!row.state.equals(state)) {
                state = row.state;
                table.append("\n## ")
                        .append(state)
                        .append(
                                "\n\n| event | client hears | server hears | access log | then |\n| --- | --- | --- | --- | --- |\n");
            }
            table.append("| ")
                    .append(row.event)
                    .append(" | ")
                    .append(row.outcome())
                    .append(" |\n");
        }
        return table.toString();
    }

    private static Map<String, String> read() throws IOException {
        Map<String, String> outcomes = new LinkedHashMap<>();
        String state = "";
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith("## ")) {
                state = line.substring(3);
            } else if (line.startsWith("| ") && !line.startsWith("| event") && !line.startsWith("| ---")) {
                String[] parts = line.substring(2, line.length() - 2).split(" \\| ", 2);
                outcomes.put(state + ": " + parts[0], parts[1]);
            }
        }
        return outcomes;
    }

    /** One event in one state. */
    private record Row(String state, String event, Supplier<Stage> stage, Consumer<Stage> action) {
        String name() {
            return state + ": " + event;
        }

        String outcome() {
            try (Stage set = stage.get()) {
                set.forget();
                action.accept(set);
                return set.outcome();
            }
        }
    }

    /** A session that has been brought into a state, with the server that it is connected to. */
    private static final class Stage implements AutoCloseable {
        private final SessionHarness session;
        private @Nullable Peer server;
        private @Nullable Runnable rest;
        private String pending = "";

        Stage(SessionHarness.Setup setup) {
            session = setup.limits("{ idleTimeout: 60s, firstRequestTimeout: 30s }")
                    .open();
        }

        static Stage bound() {
            Stage stage = new Stage(SessionHarness.setup());
            stage.server = stage.session.bind();
            return stage;
        }

        /** @param answer what the server says to it, less the result code */
        void asks(String request, String answer) {
            pending = answer;
            session.client(request);
        }

        Peer accept() {
            server = session.accept();
            return server;
        }

        Peer server() {
            if (server == null) {
                throw new IllegalStateException("no server in this state");
            }
            return server;
        }

        void onServer(Consumer<Peer> action) {
            if (server != null && !server.isClosed()) {
                action.accept(server);
                session.settle();
            }
        }

        void serverSends(String line) {
            if (!line.isEmpty()) {
                onServer(peer -> peer.send(line));
            }
        }

        /** The server answers what is in flight in this state. */
        void serverAnswers(int code) {
            if (rest != null) {
                rest.run();
            }
            serverSends(pending.isEmpty() ? "" : pending + " " + code);
        }

        /** What the way into the state has left behind. */
        void forget() {
            session.answers();
            session.logged();
            if (server != null) {
                server.received();
            }
        }

        String outcome() {
            String client = String.join("; ", session.answers()).replace("x".repeat(FAT), "…");
            if (session.isMidAnswer()) {
                client += (client.isEmpty() ? "" : "; ") + "(an entry in part)";
            }
            String said = server == null ? "" : String.join("; ", server.received());
            if (session.connectionsLeftForOthers() > 0) {
                said += (said.isEmpty() ? "" : "; ") + "(the connection is left for others)";
            } else if (server != null && server.isClosed()) {
                said += (said.isEmpty() ? "" : "; ") + "close";
            }
            if (!session.wantsNoConnection()) {
                said += (said.isEmpty() ? "" : "; ") + "(another connection wanted)";
            }
            String ended = session.endedFor();
            return String.join(
                    " | ",
                    orNone(client),
                    orNone(said),
                    orNone(String.join("; ", session.logged())),
                    ended == null ? "open" : "ended: " + ended);
        }

        private static String orNone(String text) {
            return text.isEmpty() ? "–" : text;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
