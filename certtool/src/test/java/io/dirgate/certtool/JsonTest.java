package io.dirgate.certtool;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import io.dirgate.certtool.aws.fake.FakeAws;
import io.dirgate.certtool.cli.Context;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.report.Finding;
import io.dirgate.certtool.report.Written;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** With {@code --json} a command prints one document on standard output, however it ends, and in the form that the README tells. */
class JsonTest {
    private static final Map<String, String> WITHOUT_JSON = Map.of("completion", "its result is a shell script");

    private static final Map<String, String> SUCCEED_ELSEWHERE = Map.of(
            "acme order", "AcmeTest, which has an ACME server",
            "acme renew", "AcmeTest, which has an ACME server");

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String SECRET = "correct horse battery staple";

    @TempDir
    Path folder;

    private final Set<String> tried = new TreeSet<>();

    static List<String> leaves() {
        List<String> found = new ArrayList<>();
        collect(Certtool.commandLine(Context.ofProcess()), "", found);
        found.removeAll(WITHOUT_JSON.keySet());
        return found;
    }

    private static void collect(CommandLine line, String name, List<String> found) {
        if (line.getSubcommands().isEmpty()) {
            found.add(name);
        }
        line.getSubcommands().forEach((word, sub) -> collect(sub, (name + " " + word).strip(), found));
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void everyCommandHasTheOptionAndTellsAWrongCommandLineByIt(String command) throws Exception {
        Cli ran = Cli.run((Object[]) (command + " --json --no-such-option").split(" "));

        assertThat(ran.exitCode()).isEqualTo(2);
        JsonNode error = MAPPER.readTree(ran.out()).get("error");
        assertThat(error.get("code").asText()).isEqualTo("usage");
        assertThat(error.get("message").asText()).contains("--no-such-option");
        assertThat(ran.err()).startsWith("certtool: " + error.get("message").asText());
    }

    @Test
    void everyCommandReportsInTheFormOfTheReadme() throws Exception {
        Map<String, Set<String>> promised = promised();
        Path passphrase = Files.writeString(at("pw"), SECRET + "\n");
        Object[] secret = {"--passphrase-file", passphrase};
        ok(promised, "key", "--out", at("key.pem"), "--encrypt", secret);
        ok(promised, "csr", "--key", at("key.pem"), "--name", "a.example.com", "--out", at("a.csr"), secret);
        ok(promised, "self-sign", "--key", at("key.pem"), "--name", "localhost", "--out", at("self.crt"), secret);
        ok(promised, "ca init", "--dir", at("rootca"), "--name", "Root", secret);
        ok(promised, "ca intermediate", "--dir", at("issuing"), "--parent", at("rootca"), "--name", "Issuing", secret);
        ok(promised, "ca intermediate", "--dir", at("other"), "--name", "Other", "--request-out", at("o.csr"), secret);
        ok(
                promised,
                "ca sign-subordinate",
                "--dir",
                at("rootca"),
                "--request",
                at("o.csr"),
                "--out",
                at("o.crt"),
                secret);
        Object[] names = {"--name", "localhost", "--ip", "127.0.0.1", "--out-dir", at("live")};
        ok(promised, "ca issue", "--dir", at("issuing"), names, secret);
        ok(promised, "ca list", "--dir", at("issuing"));
        ok(promised, "ca revoke", "--dir", at("rootca"), "--certificate", at("o.crt"), "--reason", "superseded");
        ok(promised, "ca crl", "--dir", at("issuing"), "--out", at("copy.crl"), secret);
        ok(promised, "ca export", "--dir", at("rootca"), "--out-dir", at("public"), secret);
        ok(promised, "ca init", "--dir", at("root2"), "--name", "Root 2", secret);
        ok(promised, "ca rollover", "--dir", at("rootca"), "--to", at("root2"));
        Path chain = at("live/chain.pem");
        Path ca = at("live/ca.pem");
        Path key = at("live/privatekey.pem");
        ok(promised, "inspect", chain);
        ok(promised, "verify", chain, "--ca", ca, "--key", key);
        ok(promised, "lint", chain);
        Path p12 = at("s.p12");
        ok(promised, "bundle", chain, "--key", key, "--format", "pkcs12", "--out", p12, "--legacy", secret);
        ok(promised, "bundle", p12, "--out", at("b.pem"), "--key-out", at("b.key"), secret);
        Object[] client = {"--format", "jira", "--url", "ldaps://ldap.example.com", "--ca", ca};
        ok(promised, "client-config", client, "--out-dir", at("client"));
        ok(promised, "expiry", chain);
        ok(promised, "renew", "--out-dir", at("live"), "--dir", at("issuing"), "--now", secret);
        Files.createDirectories(at("image/usr/local/share/ca-certificates"));
        ok(promised, "trust install", ca, "--only", "system", "--root", at("image"));
        ok(promised, "trust uninstall", ca, "--only", "system", "--root", at("image"));
        ok(promised, "setup", "--dir", at("all"), "--name", "ldap.example.com", "--server", "10.0.1.10");
        atAServer(promised);
        atAws(promised);

        List<String> left = new ArrayList<>(leaves());
        left.removeAll(tried);
        assertThat(left).containsExactlyInAnyOrderElementsOf(SUCCEED_ELSEWHERE.keySet());
        assertThat(promised.keySet()).containsExactlyInAnyOrderElementsOf(leaves());
    }

    private void atAServer(Map<String, Set<String>> promised) throws Exception {
        InMemoryDirectoryServerConfig directory = new InMemoryDirectoryServerConfig("dc=example");
        directory.setListenerConfigs(InMemoryListenerConfig.createLDAPSConfig(
                "ldaps",
                InetAddress.getLoopbackAddress(),
                0,
                TlsServer.context(
                                Keys.readPlain(at("live/privatekey.pem")).getPrivate(),
                                Certificates.read(at("live/chain.pem")))
                        .getServerSocketFactory(),
                null));
        try (InMemoryDirectoryServer server = new InMemoryDirectoryServer(directory)) {
            server.startListening();
            String url = "ldaps://localhost:" + server.getListenPort();
            ok(promised, "check", url, "--ca", at("live/ca.pem"));
            ok(promised, "doctor", url, "--ca", at("live/ca.pem"));
            ok(promised, "inspect", url, "--ca", at("live/ca.pem"));
        }
    }

    private void atAws(Map<String, Set<String>> promised) throws Exception {
        try (FakeAws aws = FakeAws.start()) {
            Object[] at = {"--endpoint-url", aws.endpoint()};
            Object[] files = {"--certificate", at("live/chain.pem"), "--key", at("live/privatekey.pem")};
            String arn = ok(promised, "acm import", files, at).get("arn").asText();
            ok(promised, "acm list", at);
            ok(promised, "acm show", "--arn", arn, at);
            Object[] secret = {"--passphrase-file", at("pw")};
            ok(promised, "acm rotate", "--arn", arn, "--dir", at("issuing"), "--out-dir", at("acm"), secret, at);
            ok(promised, "acm delete", "--arn", arn, "--yes", at);
            String exportable = aws.acm()
                    .addPrivate(
                            text("live/server.crt"), text("live/privatekey.pem"), text("issuing/chain.pem"), "ISSUED");
            ok(promised, "acm export", "--arn", exportable, "--out-dir", at("exported"), at);

            String id = aws.directories().addManagedAd("corp.example.com", "10.0.1.10");
            Object[] of = {"--directory-id", id};
            ok(promised, "directory list", at);
            ok(promised, "directory show", of, at);
            ok(promised, "directory wait", of, at);
            Object[] root = {"--certificate", at("rootca/ca.crt")};
            ok(promised, "directory certificate register", of, root, at);
            ok(promised, "directory certificate list", of, at);
            Object[] next = {"--certificate", at("root2/ca.crt")};
            String registered = ok(promised, "directory certificate rotate", of, next, at)
                    .get("certificateId")
                    .asText();
            Object[] that = {"--certificate-id", registered};
            ok(promised, "directory certificate show", of, that, at);
            ok(promised, "directory ldaps enable", of, "--wait", at);
            ok(promised, "directory ldaps status", of, at);
            ok(promised, "directory ldaps wait", of, at);
            ok(promised, "directory ldaps disable", of, at);
            ok(promised, "directory certificate deregister", of, that, at);
            Object[] cards = {"--type", "smart-card", "--ocsp-url", "http://ocsp.example.com"};
            ok(promised, "directory certificate register", of, root, cards, at);
            ok(promised, "directory client-auth enable", of, at);
            ok(promised, "directory client-auth status", of, at);
            ok(promised, "directory client-auth disable", of, at);
            Path wanted = Files.writeString(at("d.yaml"), "directoryId: " + id + "\nsmartCards: { enabled: false }\n");
            ok(promised, "directory apply", "--file", wanted, at);
        }
    }

    /** Runs a command that succeeds, judges its document, and returns it. */
    private JsonNode ok(Map<String, Set<String>> promised, String command, Object... words) throws Exception {
        tried.add(command);
        Cli ran = run(command, words);
        assertThat(ran.exitCode()).as(command + ran).isZero();
        assertThat(ran.out()).doesNotContain(SECRET, "PRIVATE KEY");
        JsonNode report = MAPPER.readTree(ran.out());
        Set<String> fields = new TreeSet<>();
        report.fieldNames().forEachRemaining(fields::add);
        Set<String> known = promised.getOrDefault(command, Set.of());
        assertThat(fields).as(command).isSubsetOf(without(known, "?")).containsAll(required(known));
        report.get("findings").forEach(JsonTest::judgeFinding);
        report.path("written").forEach(JsonTest::judgeWritten);
        return report;
    }

    private static void judgeFinding(JsonNode finding) {
        assertThat(finding.has("code") && finding.has("subject") && finding.has("message"))
                .as(finding.toString())
                .isTrue();
        assertThat(finding.get("severity").asText())
                .isIn(Stream.of(Finding.Severity.values()).map(Object::toString).toList());
    }

    private static void judgeWritten(JsonNode file) {
        assertThat(Path.of(file.get("path").asText())).exists();
        String kind = file.get("kind").asText();
        assertThat(kind).isIn(kinds());
        boolean certificate = Set.of("certificate", "chain", "key-store").contains(kind);
        assertThat(file.has("sha256") && file.has("notAfter"))
                .as(file.toString())
                .isEqualTo(certificate || (file.has("sha256") && kind.startsWith("trust")));
    }

    private static List<String> kinds() {
        return Arrays.stream(Written.Kind.values()).map(Object::toString).toList();
    }

    @Test
    void readmeNamesAllKindsSeveritiesAndErrorCodes() throws Exception {
        String chapter = chapter();
        kinds().forEach(kind -> assertThat(chapter).contains("`" + kind + "`"));
        Stream.of(Finding.Severity.values()).forEach(each -> assertThat(chapter).contains("`" + each + "`"));
        assertThat(chapter).contains("`usage`", "`failed`");
    }

    @Test
    void everyCommandTellsAFailureWithItsExitCode() throws Exception {
        Path bad = Files.writeString(at("bad.pem"), "-----BEGIN CERTIFICATE-----\nMII\n");
        Path none = at("none");
        Path key = at("key.pem");
        Cli.ok("key", "--out", key);
        Object[] out = {"--out", at("out")};
        Object[] name = {"--name", "a.example.com"};
        fails("key", "--out", key);
        fails("csr", "--key", none, name, out);
        fails("self-sign", "--key", bad, name, out);
        fails("ca init", "--dir", folder, "--name", "X", "--no-passphrase");
        fails("ca intermediate", "--dir", none, "--parent", at("absent"), "--name", "X", "--no-passphrase");
        fails("ca issue", "--dir", none, name, "--out-dir", at("live"));
        fails("ca sign-subordinate", "--dir", none, "--request", bad, out);
        fails("ca revoke", "--dir", none, "--serial", "1");
        fails("ca crl", "--dir", none);
        fails("ca list", "--dir", none);
        fails("ca export", "--dir", none, "--out-dir", at("x"));
        fails("ca rollover", "--dir", none, "--to", at("absent"));
        fails("inspect", bad);
        fails("verify", bad);
        fails("lint", bad);
        fails("bundle", bad, out);
        fails("client-config", "--format", "sssd", "--url", "ldaps://a.example.com", "--ca", bad);
        fails("trust install", bad, "--only", "system", "--root", folder);
        fails("trust uninstall", bad, "--only", "system", "--root", folder);
        fails("setup", "--dir", bad, name, "--server", "10.0.1.10");
        fails("renew", "--out-dir", at("live"), "--dir", none, name);
        fails("acme order", "--server", "http://127.0.0.1:1/", name, "--out-dir", at("live"), "--http-listen", "0");
        fails("acme renew", "--out-dir", none);
        fails("check", "ldaps://localhost", "--ca", bad);
        fails("doctor", "--config", bad);
        for (String command : leaves()) {
            if (command.startsWith("acm ") || command.startsWith("directory ")) {
                Object[] words = needed(command, bad);
                fails(command, words, "--profile", "nobody", "--endpoint-url", "http://127.0.0.1:1");
            }
        }
        List<String> left = new ArrayList<>(leaves());
        left.removeAll(tried);
        // What cannot be looked at is a finding there, not a failure.
        assertThat(left).containsExactly("expiry");
    }

    /** A value for each option that a command cannot do without. */
    private static Object[] needed(String command, Path file) {
        CommandLine line = Certtool.commandLine(Context.ofProcess());
        for (String word : command.split(" ")) {
            CommandLine next = line.getSubcommands().get(word);
            if (next == null) {
                throw new AssertionError("there is no command " + command);
            }
            line = next;
        }
        return line.getCommandSpec().options().stream()
                .filter(option -> option.required())
                .flatMap(option -> Stream.of(
                        option.longestName(),
                        switch (option.longestName()) {
                            case "--directory-id" -> "d-1234567890";
                            case "--certificate-id" -> "c-1234567890";
                            case "--arn" -> "arn:aws:acm:eu-central-1:123456789012:certificate/0";
                            default -> file.toString();
                        }))
                .toArray();
    }

    private void fails(String command, Object... words) throws Exception {
        tried.add(command);
        Cli ran = run(command, words);
        assertThat(ran.exitCode()).as(command + ran).isIn(1, 2);
        JsonNode report = MAPPER.readTree(ran.out());
        JsonNode error = report.get("error");
        assertThat(report).as(command + ran).hasSize(1);
        assertThat(error.get("code").asText()).isEqualTo(ran.exitCode() == 1 ? "failed" : "usage");
        assertThat(ran.err()).contains("certtool: " + error.get("message").asText());
        assertThat(ran.exitCode())
                .isEqualTo(Cli.run(flat(command, words).toArray()).exitCode());
    }

    private static Cli run(String command, Object... words) {
        List<Object> all = flat(command, words);
        all.add("--json");
        return Cli.run(all.toArray());
    }

    private static List<Object> flat(String command, Object... words) {
        List<Object> all = new ArrayList<>(List.of((Object[]) command.split(" ")));
        for (Object word : words) {
            if (word instanceof Object[] more) {
                all.addAll(List.of(more));
            } else {
                all.add(word);
            }
        }
        return all;
    }

    private String text(String name) throws Exception {
        return Files.readString(at(name));
    }

    private Path at(String name) {
        return folder.resolve(name);
    }

    /** The fields that the README's table names for each command; those that may be absent end with a question mark. */
    private static Map<String, Set<String>> promised() throws Exception {
        Map<String, Set<String>> promised = new HashMap<>();
        for (String line :
                chapter().lines().filter(each -> each.startsWith("| `")).toList()) {
            String[] cells = line.split("\\|");
            Set<String> fields = new HashSet<>(Set.of("findings"));
            Matcher field = Pattern.compile("`(\\w+\\??)`").matcher(cells[2].startsWith(" each") ? "" : cells[2]);
            field.results().forEach(each -> fields.add(each.group(1)));
            for (String command : cells[1].replace("`", "").split(",")) {
                promised.put(command.strip(), fields);
            }
        }
        return promised;
    }

    private static String chapter() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        int start = readme.indexOf("\n## JSON\n");
        int end = readme.indexOf("\n## ", start + 1);
        return readme.substring(start, end < 0 ? readme.length() : end);
    }

    private static Set<String> required(Set<String> fields) {
        Set<String> all = new HashSet<>(fields);
        all.removeIf(each -> each.endsWith("?"));
        return all;
    }

    private static Set<String> without(Set<String> fields, String mark) {
        Set<String> all = new HashSet<>();
        fields.forEach(each -> all.add(each.replace(mark, "")));
        return all;
    }
}
