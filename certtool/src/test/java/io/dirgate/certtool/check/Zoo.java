package io.dirgate.certtool.check;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.dirgate.certtool.TlsServer;
import io.dirgate.certtool.pki.Chain;
import io.dirgate.certtool.pki.Issuer;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Publication;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A two-level CA in memory and directories that have what it issues, each with one thing wrong. */
final class Zoo {
    static final String HOST = "ldap.corp.example.com";
    static final String BASE = "dc=corp,dc=example,dc=com";
    static final String ADMIN = "cn=admin," + BASE;
    static final String PASSWORD = "Correct-Horse-1";

    private static final Clock CLOCK = Clock.systemUTC();

    final KeyPair rootKey = KeyKind.EC_P256.generate();
    final X509Certificate root = ca("Zoo Root", rootKey);
    private final KeyPair issuingKey = KeyKind.EC_P256.generate();
    final X509Certificate issuing = Signing.issue(
            Order.ca(
                    Subject.ofCa("Zoo Issuing", null),
                    issuingKey.getPublic(),
                    Profile.SUB_CA,
                    Validity.days(CLOCK, 1000),
                    0),
            new Issuer(root, rootKey.getPrivate(), Publication.NOWHERE));
    final KeyPair key = KeyKind.EC_P256.generate();

    static X509Certificate ca(String name, KeyPair key) {
        return Signing.selfSigned(
                Order.ca(Subject.ofCa(name, null), key.getPublic(), Profile.ROOT_CA, Validity.days(CLOCK, 2000), 1),
                key);
    }

    X509Certificate leaf(Validity validity, String... names) {
        return Signing.issue(
                Order.leaf(Subject.of(List.of(names), null), key.getPublic(), Profile.SERVER, validity),
                new Issuer(issuing, issuingKey.getPrivate(), Publication.NOWHERE));
    }

    List<X509Certificate> expiredChain() {
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(200));
        return oldRootChain(new Validity(start, start.plus(Duration.ofDays(90))));
    }

    /** From a CA that was set up long ago, so that a leaf can be old. */
    List<X509Certificate> oldRootChain(Validity validity) {
        Clock past = Clock.offset(CLOCK, Duration.ofDays(-300));
        X509Certificate oldRoot = Signing.selfSigned(
                Order.ca(
                        Subject.ofCa("Old Root", null),
                        rootKey.getPublic(),
                        Profile.ROOT_CA,
                        Validity.days(past, 2000),
                        0),
                rootKey);
        X509Certificate old = Signing.issue(
                Order.leaf(Subject.of(List.of(HOST), null), key.getPublic(), Profile.SERVER, validity),
                new Issuer(oldRoot, rootKey.getPrivate(), Publication.NOWHERE));
        return List.of(old, oldRoot);
    }

    List<X509Certificate> goodChain() {
        return Chain.from(leaf(Validity.days(CLOCK, 90), HOST), List.of(issuing));
    }

    X509Certificate selfSigned() {
        return Signing.selfSigned(
                Order.leaf(Subject.of(List.of(HOST), null), key.getPublic(), Profile.SERVER, Validity.days(CLOCK, 90)),
                key);
    }

    /** What is odd about a directory beside its certificate. */
    static final class Oddity extends InMemoryOperationInterceptor {
        final AtomicInteger binds = new AtomicInteger();

        @Nullable
        String bindRefusal;

        ResultCode bindResult = ResultCode.INVALID_CREDENTIALS;

        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
            binds.incrementAndGet();
            if (bindRefusal != null) {
                throw new LDAPException(bindResult, bindRefusal);
            }
        }
    }

    /** A directory with an LDAPS port ({@code ldaps}) and a plain one with StartTLS ({@code ldap}). */
    InMemoryDirectoryServer directory(List<X509Certificate> chain, Oddity oddity) throws Exception {
        SSLContext context = TlsServer.context(key.getPrivate(), chain);
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
        config.addAdditionalBindCredentials(ADMIN, PASSWORD);
        config.setSchema(null);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig("ldaps", loopback, 0, context.getServerSocketFactory(), null),
                InMemoryListenerConfig.createLDAPConfig("ldap", loopback, 0, context.getSocketFactory()));
        config.addInMemoryOperationInterceptor(oddity);
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.add(new Entry("dn: " + BASE, "objectClass: domain", "dc: corp"));
        server.startListening();
        return server;
    }
}
