package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.ldap.LdapText;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.upstream.AnonymousConnections;
import io.dirgate.proxy.upstream.Rebinds;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sessions side by side whose clients and servers do whatever comes to mind, in an order that a seed decides. Whatever happens, no client
 * gets an answer that is not its own, each request has one line in the access log, and nothing is left when all have gone.
 */
@ExtendWith(NoLeaks.class)
class RandomSessionsTest {
    private static final int STEPS = 1_500;
    private static final int SESSIONS = 3;
    private static final int ANONYMOUS = 2;
    /** Events that a failure tells. */
    private static final int LAST = 60;

    private final AnonymousConnections anonymous = new AnonymousConnections(ANONYMOUS);
    private final Rebinds rebinds = new Rebinds(ProxyMetrics.NONE);
    private final Map<Peer, Wire> wires = new HashMap<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private Random random = new Random();

    /** {@code -Dseeds} asks for more of them. */
    private static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("seeds", 6));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostMixedUpOrLeft(long seed) {
        random = new Random(seed);
        try (SessionHarness first = SessionHarness.setup().open()) {
            ScriptedServers servers = first.servers();
            servers.recycle();
            for (int step = 0; step < STEPS; step++) {
                step(first);
                check();
            }
            List.copyOf(clients).forEach(Client::end);
            for (Peer peer : servers.peers()) {
                peer.hangUp();
            }
            first.settle();
            assertThat(servers.operationsInFlight())
                    .as("operations that servers owe")
                    .isZero();
            List<AnonymousConnections.Place> places = new ArrayList<>();
            for (int i = 0; i < ANONYMOUS; i++) {
                places.add(anonymous.place());
                assertThat(places.get(i).take()).as("free place %s", i).isTrue();
            }
        } catch (Throwable e) {
            throw new AssertionError(
                    "seed " + seed + ", at last: "
                            + String.join(" | ", history.subList(Math.max(0, history.size() - LAST), history.size()))
                            + "\n" + e.getMessage(),
                    e);
        }
    }

    private void step(SessionHarness first) {
        if (clients.size() < SESSIONS) {
            clients.add(new Client(first));
        }
        Client client = clients.get(random.nextInt(clients.size()));
        List<Peer> peers = first.servers().peers();
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> client.ask();
            case 4 -> client.other();
            case 5 -> {
                Duration time = Duration.ofMillis(random.nextInt(20) == 0 ? 70_000 : 250L * random.nextInt(8));
                history.add("pass " + time);
                client.session.pass(time);
            }
            case 6 -> client.session.answerProbes(random.nextInt(4) != 0);
            default -> {
                if (!peers.isEmpty()) {
                    Peer peer = peers.get(random.nextInt(peers.size()));
                    if (first.servers().isAsked(peer)) {
                        connect(first.servers(), peer);
                    } else {
                        wires.computeIfAbsent(peer, Wire::new).act();
                    }
                }
            }
        }
        first.settle();
        clients.forEach(each -> each.session.settle());
    }

    private void connect(ScriptedServers servers, Peer peer) {
        boolean accepted = random.nextInt(6) != 0;
        history.add((accepted ? "accept " : "fail ") + peer.host());
        if (accepted) {
            servers.accept(peer);
        } else {
            peer.hangUp();
        }
    }

    private void check() {
        for (Client client : List.copyOf(clients)) {
            client.hear();
            if (client.session.isClosed()) {
                client.end();
            }
        }
    }

    private <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** One client, and what it waits for. */
    private final class Client {
        private final SessionHarness session;
        /** Requests by message id, less the id. */
        private final Map<Integer, String> asked = new HashMap<>();

        private final Map<Integer, String> abandoned = new HashMap<>();
        /** Message ids that may be used again: the abandon has been read, and no answer is on its way. */
        private final List<Integer> free = new ArrayList<>();

        private final List<String> logged = new ArrayList<>();
        private final String name = "s" + random.nextInt(1000);
        private int lastId;
        private int sent;
        private boolean spoke = true;

        Client(SessionHarness beside) {
            history.add("open " + name);
            session = SessionHarness.setup()
                    .beside(beside)
                    .anonymous(anonymous)
                    .rebinds(rebinds)
                    .startTls(StartTls.OPTIONAL)
                    .limits("{ operationsInFlight: 6 }")
                    .upstream("{ idleTimeout: 60s }")
                    .open();
        }

        void ask() {
            if (!spoke) {
                return;
            }
            List<String> requests = new ArrayList<>();
            for (int left = random.nextInt(4); left >= 0; left--) {
                requests.add(request());
            }
            history.add(name + " asks "
                    + requests.stream()
                            .map(each -> each.substring(0, Math.min(30, each.length())))
                            .toList());
            session.client(requests.toArray(String[]::new));
        }

        private String request() {
            int id = id();
            String verb =
                    switch (random.nextInt(14)) {
                        case 0, 1 -> "bind cn=u" + random.nextInt(3) + " secret";
                        case 2 -> any(List.of("bind", "bind cn=u1", "sasl GSSAPI", "sasl EXTERNAL", "sasl ANONYMOUS"));
                        case 3 -> "rootDse";
                        case 4 -> "modify cn=" + name + sent + "x".repeat(random.nextInt(3) * 2_500);
                        case 5 -> "compare cn=" + name + sent;
                        case 6 -> any(List.of("notify", "page", "dirSync")) + " dc=" + name + sent;
                        case 7 -> "extended 1.2.3." + sent;
                        case 8 -> random.nextInt(8) == 0 ? "unbind" : "page dc=" + name + sent + " cookie";
                        case 9, 10 -> asked.isEmpty() ? "compare cn=" + name + sent : "abandon " + anyAsked();
                        default -> "search dc=" + name + sent;
                    };
            sent++;
            if (verb.startsWith("abandon")) {
                int other = Integer.parseInt(verb.substring("abandon ".length()));
                if (!asked.getOrDefault(other, "").matches("(bind|sasl).*")) {
                    abandoned.put(other, asked.remove(other));
                }
            } else if (!verb.equals("unbind")) {
                asked.put(id, verb);
            }
            return id + " " + verb;
        }

        private int id() {
            if (free.isEmpty() || random.nextInt(6) != 0) {
                return ++lastId;
            }
            int id = free.remove(random.nextInt(free.size()));
            abandoned.remove(id);
            return id;
        }

        private int anyAsked() {
            return any(List.copyOf(asked.keySet()));
        }

        void other() {
            String what =
                    any(List.of("stop", "take", "take", "take", "drain", "half", "gone", "limits", "keep", "forget"));
            if (List.of("drain", "half", "gone").contains(what) && random.nextInt(3) != 0) {
                return;
            }
            history.add(name + " " + what);
            switch (what) {
                case "stop" -> session.clientTakes(false);
                case "take" -> session.clientTakes(true);
                case "drain" -> session.drain();
                case "half" -> {
                    spoke = false;
                    session.halfClose();
                }
                case "gone" -> session.hangUp();
                case "limits" -> session.reloadLimits("{ operationsInFlight: " + (1 + random.nextInt(8)) + " }");
                case "keep" -> session.reloadUpstream("{ idleTimeout: 60s }");
                default -> session.reloadUpstream("{ keepCredentials: false }");
            }
        }

        /** Each answer must be one to what this client has asked. */
        void hear() {
            for (String answer : session.answers()) {
                int space = answer.indexOf(' ');
                int id = Integer.parseInt(answer.substring(0, space));
                String what = answer.substring(space + 1);
                if (id != 0) {
                    String request = asked.containsKey(id) ? asked.get(id) : abandoned.get(id);
                    assertThat(request).as("what %s answers", answer).isNotNull();
                    assertThat(what).matches(expected(String.valueOf(request)));
                    if (what.contains("Done ")) {
                        asked.remove(id);
                    }
                }
            }
            logged.addAll(session.logged());
            free.clear();
            if (session.isRead() && !session.isMidAnswer()) {
                free.addAll(abandoned.keySet());
            }
        }

        private String expected(String request) {
            String[] words = request.split(" ");
            return switch (words[0]) {
                case "bind", "sasl" -> "bindDone \\d+";
                case "search", "page", "notify", "dirSync" ->
                    "entry cn=a,\\Q" + words[1] + "\\E.*|(searchDone|pageDone)( \\d+)?";
                case "rootDse" -> "entry - .*|(searchDone|pageDone)( \\d+)?";
                default -> words[0] + "Done \\d+";
            };
        }

        void end() {
            history.add(name + " ends");
            session.hangUp();
            hear();
            clients.remove(this);
            List<String> withoutCodes = logged.stream()
                    .map(line -> line.substring(0, line.lastIndexOf(' ')))
                    .toList();
            assertThat(withoutCodes).as("access log").containsExactlyInAnyOrderElementsOf(session.arrived());
            assertThat(session.said()).noneMatch(line -> line.contains("please report this"));
            assertThat(session.memoryHeld()).as("request memory").isZero();
            session.close();
        }
    }

    /** What a server has got on one connection, and not answered yet. */
    private final class Wire {
        private final Peer peer;
        private final List<String> pending = new ArrayList<>();
        private byte[] rest = {};

        Wire(Peer peer) {
            this.peer = peer;
        }

        void act() {
            for (String request : peer.received()) {
                hear(request);
            }
            switch (random.nextInt(60)) {
                case 0 -> {
                    history.add(peer.host() + " hangs up");
                    peer.hangUp();
                }
                case 1 -> {
                    history.add(peer.host() + " breaks");
                    peer.breakUnnoticed();
                }
                case 2 -> {
                    history.add(peer.host() + " says goodbye");
                    send(LdapText.encode("0 notice 52"));
                }
                case 3 -> {
                    history.add(peer.host() + " sends what is not LDAP");
                    send(new byte[] {1, 2, 3});
                }
                default -> answer();
            }
        }

        private void hear(String request) {
            String[] words = request.split(" ");
            switch (words[1]) {
                case "abandon" -> {
                    if (random.nextBoolean()) {
                        pending.removeIf(waiting -> waiting.startsWith(words[2] + " "));
                    }
                }
                case "bind", "sasl" -> {
                    pending.clear();
                    pending.add(request);
                }
                case "unbind" -> pending.clear();
                default -> pending.add(request);
            }
        }

        private void answer() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int left = random.nextInt(3); left >= 0 && !pending.isEmpty(); left--) {
                for (String line : responses(any(pending))) {
                    history.add(peer.host() + " " + line.substring(0, Math.min(60, line.length())));
                    out.writeBytes(LdapText.encode(line));
                }
            }
            if (out.size() > 0 || rest.length > 0) {
                send(out.toByteArray());
            }
        }

        /** Some of what was not sent the last time and what is to be sent now. */
        private void send(byte[] more) {
            byte[] all = Arrays.copyOf(rest, rest.length + more.length);
            System.arraycopy(more, 0, all, rest.length, more.length);
            int now = random.nextInt(3) == 0 ? random.nextInt(all.length + 1) : all.length;
            rest = Arrays.copyOfRange(all, now, all.length);
            if (now > 0) {
                peer.send(Arrays.copyOf(all, now));
            }
        }

        private List<String> responses(String request) {
            String[] words = request.split(" ");
            String id = words[0] + " ";
            boolean last = random.nextInt(3) != 0;
            if (last) {
                pending.remove(request);
            }
            return switch (words[1]) {
                case "bind", "sasl" -> {
                    pending.remove(request);
                    yield List.of(id + "bindDone " + bindResult(words));
                }
                case "search" -> {
                    String entry = words[2].equals("-")
                            ? id + "entry - supportedSASLMechanisms=EXTERNAL" + padding()
                            : id + "entry cn=a," + words[2] + padding();
                    yield last
                            ? List.of(entry, id + any(List.of("searchDone 0", "searchDone 51", "pageDone cookie")))
                            : List.of(entry);
                }
                default -> {
                    pending.remove(request);
                    yield List.of(id + words[1] + "Done " + any(List.of(0, 0, 0, 53)));
                }
            };
        }

        private int bindResult(String[] bind) {
            if (bind[1].equals("sasl")) {
                return any(List.of(0, 14, 49));
            }
            // The first one's is never refused: sessions move with it.
            return bind.length > 2 && bind[2].equals("cn=u0") ? 0 : any(List.of(0, 0, 0, 0, 49, 51));
        }

        private String padding() {
            int fat = random.nextInt(8);
            return fat > 1 ? "" : " description=" + "x".repeat(fat == 0 ? 100_000 : 1_100_000);
        }
    }
}
