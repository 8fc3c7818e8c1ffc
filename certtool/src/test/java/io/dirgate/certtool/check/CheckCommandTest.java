package io.dirgate.certtool.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.ResultCode;
import io.dirgate.certtool.Cli;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Issuer;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Publication;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints with one thing wrong each, and the diagnosis that each must get. */
class CheckCommandTest {
    @TempDir
    static Path folder;

    static Zoo zoo;
    static Path trusted;
    static Path password;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Zoo.Oddity oddity = new Zoo.Oddity();

    @BeforeAll
    static void openZoo() throws Exception {
        zoo = new Zoo();
        trusted = Files.write(folder.resolve("ca.pem"), Certificates.pemBytes(List.of(zoo.root)));
        password = Files.writeString(folder.resolve("pw"), Zoo.PASSWORD);
    }

    @AfterEach
    void closeCages() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private int directory(String listener, List<X509Certificate> chain) throws Exception {
        InMemoryDirectoryServer server = zoo.directory(chain, oddity);
        open.add(server);
        return server.getListenPort(listener);
    }

    private int handshakeOnly(List<X509Certificate> chain) throws Exception {
        TlsServer server = new TlsServer(zoo.key.getPrivate(), chain);
        open.add(server);
        return server.port();
    }

    private static Cli check(int port, Object... more) {
        return checkUrl("ldaps://" + Zoo.HOST + ":" + port, more);
    }

    private static Cli checkUrl(String url, Object... more) {
        List<Object> words = new ArrayList<>(List.of("check", url, "--ca", trusted, "--timeout", "5s"));
        List<Object> given = List.of(more);
        words.addAll(given);
        if (!given.contains("--address")) {
            words.addAll(List.of("--address", "127.0.0.1"));
        }
        return Cli.run(words.toArray());
    }

    private static Object[] bind() {
        return new Object[] {"--bind-dn", Zoo.ADMIN, "--password-file", password, "--base", Zoo.BASE};
    }

    @Test
    void healthyEndpointPassesEveryStage() throws Exception {
        Cli ran = check(directory("ldaps", zoo.goodChain()), bind());
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
        assertThat(ran.out())
                .contains("TLSv1.3", "days left", "Z, trusted", "can bind", "is there")
                .endsWith("fine\n");
    }

    @Test
    void healthyEndpointPassesByStartTlsToo() throws Exception {
        int port = directory("ldap", zoo.goodChain());
        List<Object> more = new ArrayList<>(List.of("--starttls"));
        more.addAll(List.of(bind()));
        Cli ran = checkUrl("ldap://" + Zoo.HOST + ":" + port, more.toArray());
        assertThat(ran.exitCode()).as(ran.toString()).isZero();
    }

    @Test
    void reportIsMachineReadable() throws Exception {
        Cli ran = check(handshakeOnly(List.of(zoo.goodChain().get(0))), "--json");
        JsonNode report = new ObjectMapper().readTree(ran.out());
        assertThat(report.get("ok").asBoolean()).isFalse();
        assertThat(report.get("wrong").get("code").asText()).isEqualTo("missing-issuer");
        assertThat(report.get("addresses").get(0).get("address").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void expiredCertificate() throws Exception {
        Path old = Files.write(
                folder.resolve("old.pem"),
                Certificates.pemBytes(zoo.expiredChain().subList(1, 2)));
        Cli again = Cli.run(
                "check",
                "ldaps://" + Zoo.HOST + ":" + handshakeOnly(zoo.expiredChain()),
                "--ca",
                old,
                "--address",
                "127.0.0.1");
        assertThat(again.exitCode()).isEqualTo(4);
        assertThat(again.out()).contains("expired on", "[expired]");
    }

    @Test
    void certificateInItsLastQuarterIsAWarning() throws Exception {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(80));
        List<X509Certificate> chain = zoo.oldRootChain(new Validity(start, start.plus(Duration.ofDays(90))));
        Path old = Files.write(folder.resolve("soon.pem"), Certificates.pemBytes(chain.subList(1, 2)));
        Cli ran = Cli.run(
                "check",
                "ldaps://" + Zoo.HOST + ":" + directory("ldaps", chain),
                "--ca",
                old,
                "--address",
                "127.0.0.1");
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(3);
        assertThat(ran.out()).contains("[expires-soon]", "9 days left");
    }

    @Test
    void wrongNameSaysWhatWasExpectedAndWhatIsThere() throws Exception {
        X509Certificate other = zoo.leaf(Validity.days(Clock.systemUTC(), 90), "dc1.corp.example.com");
        Cli ran = check(handshakeOnly(List.of(other, zoo.issuing)));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("not for " + Zoo.HOST, "dc1.corp.example.com", "[name]");
    }

    @Test
    void wrongOrderOfTheChain() throws Exception {
        List<X509Certificate> good = zoo.goodChain();
        Cli ran = check(directory("ldaps", List.of(good.get(0), zoo.root, good.get(1))));
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.out()).contains("wrong order", "[order]");
    }

    @Test
    void theEndOfTheCaIsAWarning() throws Exception {
        Validity validity = Validity.days(Clock.systemUTC(), 50);
        X509Certificate ending = Signing.selfSigned(
                Order.ca(Subject.ofCa("Ending", null), zoo.rootKey.getPublic(), Profile.ROOT_CA, validity, 0),
                zoo.rootKey);
        X509Certificate leaf = Signing.issue(
                Order.leaf(Subject.of(List.of(Zoo.HOST), null), zoo.key.getPublic(), Profile.SERVER, validity),
                new Issuer(ending, zoo.rootKey.getPrivate(), Publication.NOWHERE));
        Path anchor = Files.write(folder.resolve("ending.pem"), Certificates.pemBytes(List.of(ending)));
        int port = directory("ldaps", List.of(leaf));
        Cli ran = Cli.run("check", "ldaps://" + Zoo.HOST + ":" + port, "--ca", anchor, "--address", "127.0.0.1");
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(3);
        assertThat(ran.out()).contains("the CA CN=Ending ends on", "[ca-ends]");
        Cli later = Cli.run(
                "verify",
                Files.write(folder.resolve("leaf.pem"), Certificates.pemBytes(List.of(leaf))),
                "--ca",
                anchor);
        assertThat(later.exitCode()).as(later.toString()).isEqualTo(3);
    }

    @Test
    void superfluousExpiredCertificateIsAWarningNotAnEnd() throws Exception {
        List<X509Certificate> chain = new ArrayList<>(zoo.goodChain());
        chain.add(zoo.expiredChain().get(0));
        Cli ran = check(directory("ldaps", chain));
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(3);
        assertThat(ran.out()).contains("[superfluous]", "expired on");
        int port = directory("ldaps", chain);
        Cli inspected = Cli.run("inspect", "127.0.0.1:" + port, "--ca", trusted);
        assertThat(inspected.exitCode()).as(inspected.toString()).isZero();
        assertThat(inspected.out()).contains("[superfluous]");
    }

    @Test
    void missingIntermediate() throws Exception {
        Cli ran = check(handshakeOnly(zoo.goodChain().subList(0, 1)));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("CN=Zoo Issuing", "chain.pem", "[missing-issuer]");
    }

    @Test
    void selfSignedCertificateThatNobodyTrusts() throws Exception {
        Cli ran = check(handshakeOnly(List.of(zoo.selfSigned())));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("is self-signed", "[self-signed]");
    }

    @Test
    void rootThatNobodyTrusts() throws Exception {
        Path other = Files.write(
                folder.resolve("other.pem"),
                Certificates.pemBytes(List.of(Zoo.ca("Another Root", KeyKind.EC_P256.generate()))));
        List<X509Certificate> whole = new ArrayList<>(zoo.goodChain());
        whole.add(zoo.root);
        Cli ran = Cli.run(
                "check", "ldaps://" + Zoo.HOST + ":" + handshakeOnly(whole), "--ca", other, "--address", "127.0.0.1");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("CN=Zoo Root", "[untrusted-root]");
    }

    @Test
    void plainPort() throws Exception {
        Cli ran = check(directory("ldap", zoo.goodChain()));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("speaks plain LDAP", "--starttls");
    }

    @Test
    void tlsPortAskedForStartTls() throws Exception {
        Cli ran = checkUrl("ldap://" + Zoo.HOST + ":" + directory("ldaps", zoo.goodChain()), "--starttls");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("may be LDAPS");
    }

    @Test
    void oldTlsOnly() throws Exception {
        Tool.require("openssl");
        Path chain = Files.write(folder.resolve("chain.pem"), Certificates.pemBytes(zoo.goodChain()));
        Path key = Files.write(folder.resolve("key.pem"), Keys.pem(zoo.key.getPrivate(), null));
        Process server = new ProcessBuilder(
                        "openssl",
                        "s_server",
                        "-accept",
                        "127.0.0.1:0",
                        "-tls1",
                        "-cipher",
                        "ALL:@SECLEVEL=0",
                        "-cert",
                        chain.toString(),
                        "-key",
                        key.toString())
                .redirectErrorStream(true)
                .start();
        open.add(() -> server.destroyForcibly().waitFor());
        Cli ran = check(acceptedPort(server));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("only TLS 1.0 or 1.1", "enable TLS 1.2");
    }

    private static int acceptedPort(Process server) throws Exception {
        BufferedReader reader = server.inputReader();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("ACCEPT")) {
                return Integer.parseInt(
                        line.substring(line.lastIndexOf(':') + 1).trim());
            }
        }
        throw new AssertionError("openssl s_server did not start");
    }

    @Test
    void cutHandshakeIsADomainControllerWithoutACertificate() throws Exception {
        ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        open.add(listener);
        Thread cutter = new Thread(() -> {
            while (!listener.isClosed()) {
                try (Socket client = listener.accept()) {
                    client.getInputStream().read();
                    client.setSoLinger(true, 0);
                } catch (IOException endOfTest) {
                    return;
                }
            }
        });
        cutter.setDaemon(true);
        cutter.start();
        Cli ran = check(listener.getLocalPort());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("domain controller", "no usable certificate");
    }

    @Test
    void nothingListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Cli ran = check(port);
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("refuses the connection", "nothing listens");
    }

    @Test
    void oneDeadAddressAmongLiveOnes() throws Exception {
        Cli ran = check(directory("ldaps", zoo.goodChain()), "--address", "127.0.0.1,127.0.0.2");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("1 of 2 addresses are fine")
                .containsOnlyOnce("refuses")
                .endsWith("wrong: tcp at 127.0.0.2 [tcp-failed], see above\n");
    }

    @Test
    void unknownName() {
        Cli ran = Cli.run("check", "ldaps://no-such-host.invalid");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("unknown to the resolver", "hosted zone");
    }

    @Test
    void wrongPasswordIsSentToOneAddressOnly() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong"), "nope");
        Cli ran = check(
                directory("ldaps", zoo.goodChain()),
                "--bind-dn",
                Zoo.ADMIN,
                "--password-file",
                wrong,
                "--address",
                "127.0.0.1",
                "--address",
                "127.0.0.1");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out())
                .contains("name or password is wrong", "not tried again")
                .doesNotContain("nope");
        assertThat(oddity.binds).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({
        "525, no-such-user",
        "52e, wrong-password",
        "530, logon-hours",
        "531, workstation",
        "532, password-expired",
        "533, disabled",
        "701, account-expired",
        "773, must-change",
        "775, locked"
    })
    void reasonsOfActiveDirectoryAreTold(String data, String code) throws Exception {
        oddity.bindRefusal =
                "80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data " + data + ", v1db1";
        Cli ran = check(directory("ldaps", zoo.goodChain()), bind());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("[" + code + "]");
    }

    @Test
    void channelBindingAndStrongAuthenticationAreExplained() throws Exception {
        int port = directory("ldaps", zoo.goodChain());
        oddity.bindRefusal =
                "80090346: LdapErr: DSID-0C090569, comment: AcceptSecurityContext error, data 80090346, v4563";
        assertThat(check(port, bind()).out()).contains("[channel-binding]");
        oddity.bindResult = ResultCode.STRONG_AUTH_REQUIRED;
        oddity.bindRefusal = "BindSimple: Transport encryption required.";
        assertThat(check(port, bind()).out()).contains("[strong-auth-required]");
    }

    @Test
    void passwordIsNeverSentInClearOrToAStranger() throws Exception {
        Cli clear = checkUrl("ldap://" + Zoo.HOST + ":" + directory("ldap", zoo.goodChain()), bind());
        assertThat(clear.exitCode()).isEqualTo(1);
        assertThat(clear.out()).contains("[clear-text]");
        check(directory("ldaps", List.of(zoo.selfSigned())), bind());
        assertThat(oddity.binds).hasValue(0);
    }

    @Test
    void missingBaseNamesWhatTheDirectoryHas() throws Exception {
        Cli ran = check(directory("ldaps", zoo.goodChain()), "--base", "dc=elsewhere,dc=com");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.out()).contains("[no-such-base]", Zoo.BASE);
    }

    @Test
    void referencesThatLeadOutOfTlsAreAWarning() throws Exception {
        InMemoryDirectoryServer server = zoo.directory(zoo.goodChain(), oddity);
        open.add(server);
        server.add(new Entry(
                "dn: cn=Elsewhere," + Zoo.BASE,
                "objectClass: referral",
                "objectClass: extensibleObject",
                "cn: Elsewhere",
                "ref: ldap://corp.example.com/cn=Configuration," + Zoo.BASE));
        Cli ran = check(
                server.getListenPort("ldaps"), "--base", Zoo.BASE, "--bind-dn", Zoo.ADMIN, "--password-file", password);
        assertThat(ran.exitCode()).as(ran.toString()).isEqualTo(3);
        assertThat(ran.out()).contains("[clear-text-references]", "ldap://corp.example.com/");
    }
}
