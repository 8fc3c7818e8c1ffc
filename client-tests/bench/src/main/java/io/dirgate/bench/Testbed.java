package io.dirgate.bench;

import io.dirgate.bench.load.CannedAnswer;
import io.dirgate.bench.load.CannedServer;
import io.dirgate.bench.load.Load;
import io.dirgate.bench.load.Target;
import io.dirgate.bench.peer.Backend;
import io.dirgate.bench.peer.Certificate;
import io.dirgate.bench.peer.Peer;
import io.dirgate.bench.peer.PeerProcess;
import io.dirgate.bench.peer.Samba;
import io.dirgate.bench.peer.Setup;
import io.dirgate.bench.peer.Slapd;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLException;

/** What every measurement needs: the event loop of load and directory servers, certificates, and who runs on which core. */
final class Testbed {
    /** The launcher keeps this process off the first core: it is for the one that is measured. */
    private static final List<String> ON_ITS_OWN_CORE = List.of("taskset", "-c", "0");

    private static final List<String> BESIDE_THE_LOAD = List.of();

    private final EventLoop loop;
    private final Path home;
    private final Path folder;
    private final Runner runner;
    private final Map<Certificate.Key, Certificate> certificates = new EnumMap<>(Certificate.Key.class);

    /**
     * @param home the project's folder
     * @param folder for the files of a run
     */
    Testbed(EventLoop loop, Path home, Path folder) {
        this.loop = loop;
        this.home = home;
        this.folder = folder;
        runner = new Runner(loop);
        for (Certificate.Key key : Certificate.Key.values()) {
            certificates.put(key, Certificate.issue(folder, key));
        }
    }

    private Certificate certificate(Certificate.Key key) {
        Certificate issued = certificates.get(key);
        if (issued == null) {
            throw new IllegalArgumentException("no certificate was issued for " + key);
        }
        return issued;
    }

    Runner runner() {
        return runner;
    }

    Path folder() {
        return folder;
    }

    CannedServer server(List<CannedAnswer> answers) {
        return new CannedServer(loop, answers);
    }

    /** With entries of its own that make the same answers. */
    Slapd slapd(List<CannedAnswer> answers, boolean tls) throws IOException {
        Certificate certificate = tls ? certificate(Certificate.Key.ECDSA) : null;
        return Slapd.start(home, folder, certificate, CannedAnswer.tree(answers));
    }

    /** One that speaks LDAPS. */
    CannedServer tlsServer(List<CannedAnswer> answers) {
        return new CannedServer(loop, answers, serverTls());
    }

    // Without tickets, as Samba is.
    private SslContext serverTls() {
        Certificate certificate = certificate(Certificate.Key.ECDSA);
        try {
            return SslContextBuilder.forServer(
                            certificate.certificate().toFile(),
                            certificate.privateKey().toFile())
                    .sslProvider(SslProvider.OPENSSL)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("BoringSSL refuses the directory server's certificate", e);
        }
    }

    /** Returns once the proxy serves. */
    PeerProcess start(Peer peer, Certificate.Key key, Backend... servers) {
        List<Backend> all = List.of(servers);
        return start(
                peer,
                key,
                new Setup.Directory(
                        all.stream().map(Backend::address).toList(), all.get(0).isTls()),
                ON_ITS_OWN_CORE,
                Scenario::trial);
    }

    /** Before a real domain controller, which has the core that the proxies have elsewhere; {@code session} is one that it answers. */
    PeerProcess start(Peer peer, Certificate.Key key, Samba samba, Function<Target, Load> session) {
        return start(peer, key, new Setup.Directory(List.of(samba.address()), false), BESIDE_THE_LOAD, session);
    }

    Samba samba() throws IOException {
        return Samba.start(home, folder, ON_ITS_OWN_CORE);
    }

    private PeerProcess start(
            Peer peer,
            Certificate.Key key,
            Setup.Directory directory,
            List<String> placement,
            Function<Target, Load> session) {
        PeerProcess process = new Setup(home, folder, placement, certificate(key), directory).start(peer);
        try {
            runner.awaitReady(process, session);
            return process;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }
}
