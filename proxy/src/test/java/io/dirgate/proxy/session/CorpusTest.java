package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.session.Capture.Conversation;
import io.dirgate.proxy.session.Capture.Segment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Captured conversations of real clients with real directories, each replayed through a session: nothing may be changed or lost. */
@ExtendWith(NoLeaks.class)
class CorpusTest {
    private static final Path CORPUS = Path.of("..", "..", "shared", "corpus", "zeek-ldap");

    private static final Set<Integer> LDAP_PORTS = Set.of(389, 3268);

    /** What becomes of each file's conversations. */
    private static final Map<String, List<String>> OUTCOMES = Map.ofEntries(
            entry("aduser1-ntlm.pcap", "requests unchanged, answers unchanged"),
            entry("aduser1.pcap", "requests unchanged, answers unchanged"),
            entry("asn1-max-recursion.pcap", "answered by the gateway"),
            entry("issue-32.pcapng", "requests unchanged, answers unchanged"),
            // In this and the other ones like it the rootDSE's answer is shorter by the mechanism EXTERNAL.
            entry("krb5-sign-seal-01.pcap", "requests unchanged, answers unchanged up to byte 5 of 2391"),
            // The gateway ends a connection by an unbind of its own.
            entry("ldap-add.pcap", "requests unchanged up to byte 529 of 536, answers unchanged, ended: unbind"),
            entry("ldap-starttls.pcap", "answered by the gateway"),
            entry("ldap-who-am-i.pcap", "requests unchanged up to byte 77 of 83, answers unchanged, ended: unbind"),
            entry("ldap_search_umlaut.pcap", "requests unchanged, answers unchanged"),
            entry("modify-request.pcapng", "requests unchanged, answers unchanged up to byte 5 of 3125"),
            entry("pending-searches-10.pcap", "requests unchanged, answers unchanged"),
            entry("sasl-ntlm.pcap", "requests unchanged up to byte 283 of 289, answers unchanged, ended: unbind"));

    private static Map.Entry<String, List<String>> entry(String file, String... outcomes) {
        return Map.entry(file, List.of(outcomes));
    }

    @TestFactory
    Stream<DynamicTest> conversationsPassUnchanged() throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(CORPUS), "the captures are not beside the project");
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.contains(".pcap"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(name -> dynamicTest(
                            name, () -> assertThat(replay(CORPUS.resolve(name))).isEqualTo(OUTCOMES.get(name))));
        }
    }

    private static List<String> replay(Path file) throws IOException {
        List<String> outcomes = new ArrayList<>();
        for (Conversation conversation : Capture.conversations(file)) {
            if (LDAP_PORTS.contains(conversation.serverPort())) {
                try (SessionHarness session =
                        SessionHarness.setup().startTls(StartTls.OPTIONAL).open()) {
                    outcomes.add(new Replay(session).play(conversation));
                }
            }
        }
        return outcomes;
    }

    private static final class Replay {
        private final SessionHarness session;
        private final ByteArrayOutputStream asked = new ByteArrayOutputStream();
        private final ByteArrayOutputStream answered = new ByteArrayOutputStream();
        private final ByteArrayOutputStream reachedServer = new ByteArrayOutputStream();
        private final ByteArrayOutputStream reachedClient = new ByteArrayOutputStream();
        private @Nullable Peer server;

        Replay(SessionHarness session) {
            this.session = session;
        }

        String play(Conversation conversation) {
            for (Segment segment : conversation.segments()) {
                (segment.fromClient() ? asked : answered).writeBytes(segment.bytes());
                if (segment.fromClient()) {
                    session.client(segment.bytes());
                } else if (server != null && !server.isClosed()) {
                    server.send(segment.bytes());
                }
                if (!session.wantsNoConnection()) {
                    server = session.accept();
                }
                if (server != null) {
                    reachedServer.writeBytes(server.receivedBytes());
                }
                reachedClient.writeBytes(session.answeredBytes());
                List<String> logged = session.logged();
                if (session.endedFor() != null
                        || logged.stream().anyMatch(line -> line.endsWith(" extended 0") && server == null)) {
                    break;
                }
            }
            return outcome();
        }

        private String outcome() {
            if (server == null) {
                return session.endedFor() == null ? "answered by the gateway" : "ended: " + session.endedFor();
            }
            String requests = difference(asked, reachedServer);
            String answers = difference(answered, reachedClient);
            return "requests " + requests + ", answers " + answers
                    + (session.endedFor() == null ? "" : ", ended: " + session.endedFor());
        }

        /** An unbind at the end is the gateway's own, and ends a session instead of being passed on. */
        private static String difference(ByteArrayOutputStream sent, ByteArrayOutputStream arrived) {
            byte[] one = sent.toByteArray();
            byte[] other = arrived.toByteArray();
            int same = Arrays.mismatch(one, other);
            return same < 0 ? "unchanged" : "unchanged up to byte " + same + " of " + one.length;
        }
    }
}
