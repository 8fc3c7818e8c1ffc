package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.CertificateConfig;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

@ExtendWith(NoLeaks.class)
class ReloadTest {
    @TempDir
    Path folder;

    private final TestPki.Pair authority = TestPki.authority("Test CA");
    private final TestPki.Pair before = TestPki.server("before").issuedBy(authority);
    private final TestPki.Pair after = TestPki.server("after").issuedBy(authority);
    private final RecordedMetrics metrics = new RecordedMetrics();

    static Stream<TlsProvider> providers() {
        return TlsContextsTest.providers();
    }

    private TlsContexts load() throws IOException, TlsException {
        return TlsContexts.load(new Listeners(folder).serving("server", before).config(), metrics.metrics());
    }

    private void write(TestPki.Pair pair) throws IOException {
        pair.write(folder.resolve("server.crt"), folder.resolve("server.key"));
    }

    private String served(TlsServer server) throws IOException {
        return TlsClient.trusting(authority).connect(server.port()).name();
    }

    @Test
    void newConnectionsGetTheNewOneAndOldOnesGoOn() throws Exception {
        try (TlsContexts contexts = load();
                TlsServer server = new TlsServer(contexts);
                Socket established = TlsClient.trusting(authority).open(server.port())) {
            write(after);
            contexts.reload();

            assertThat(served(server)).isEqualTo("CN=after");
            established.getOutputStream().write(42);
            assertThat(established.getInputStream().read()).isEqualTo(42);
            assertThat(metrics.calls()).containsExactly("certificates", "certificates");
        }
    }

    @Test
    void oneOfWhollyOtherNamesIsServedWithAWarning() throws Exception {
        ListAppender<ILoggingEvent> warnings = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(TlsContexts.class);
        log.addAppender(warnings);
        warnings.start();
        try (TlsContexts contexts = load()) {
            write(TestPki.server("before", "renewed").issuedBy(authority));
            contexts.reload();
            assertThat(warnings.list).noneMatch(event -> event.getMessage().contains("other names"));

            write(after);
            contexts.reload();
            assertThat(contexts.certificates().get(0).names()).containsExactly("after");
            assertThat(warnings.list)
                    .filteredOn(event -> event.getMessage().equals("certificate swapped for one of wholly other names"))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getKeyValuePairs().toString())
                            .contains("before=\"[before, renewed]\"", "now=\"[after]\""));
        } finally {
            log.detachAppender(warnings);
        }
    }

    @Test
    void aBadOneIsRefusedAndTheOldServedOn() throws Exception {
        TestPki.Pair expired = TestPki.server("expired")
                .valid(Instant.now().minusSeconds(90), Instant.now().minusSeconds(30))
                .issuedBy(authority);
        TestPki.Pair early = TestPki.server("early")
                .valid(Instant.now().plusSeconds(300), Instant.now().plusSeconds(600))
                .issuedBy(authority);
        try (TlsContexts contexts = load();
                TlsServer server = new TlsServer(contexts)) {
            for (TestPki.Pair bad : List.of(expired, early, new TestPki.Pair(after.keys(), before.certificate()))) {
                metrics.calls().clear();
                write(bad);
                contexts.reload();
                assertThat(metrics.calls()).containsExactly("certificateRefused");
                assertThat(served(server)).isEqualTo("CN=before");
            }
            Files.delete(folder.resolve("server.key"));
            contexts.reload();
            assertThat(served(server)).isEqualTo("CN=before");
            assertThat(contexts.certificates().get(0).subject()).isEqualTo("CN=before");
        }
    }

    @Test
    void aPairIsNotReadyWhileItIsStillBeingWritten() throws Exception {
        try (TlsContexts contexts = load()) {
            TlsReloader.Watch watch = new TlsReloader.Watch(contexts);
            metrics.calls().clear();
            watch.look();
            Files.writeString(folder.resolve("server.crt"), after.chain());
            watch.look();
            assertThat(metrics.calls()).isEmpty();
            Files.writeString(folder.resolve("server.key"), after.key());
            watch.look();
            assertThat(metrics.calls()).isEmpty();
            watch.look();
            watch.look();
            assertThat(metrics.calls()).containsExactly("certificates");
        }
    }

    @Test
    void aPairThatStaysWrongIsRefusedOnce() throws Exception {
        try (TlsContexts contexts = load()) {
            TlsReloader.Watch watch = new TlsReloader.Watch(contexts);
            metrics.calls().clear();
            Files.writeString(folder.resolve("server.crt"), after.chain());
            for (int i = 0; i < 5; i++) {
                watch.look();
            }
            assertThat(metrics.calls()).containsExactly("certificateRefused");
            Files.writeString(folder.resolve("server.key"), after.key());
            watch.look();
            watch.look();
            assertThat(metrics.calls()).containsExactly("certificateRefused", "certificates");
        }
    }

    @Test
    void linksSwappedBehindTheNamesAreFollowed() throws Exception {
        for (TestPki.Pair pair : List.of(before, after)) {
            Path version = Files.createDirectory(folder.resolve(pair.equals(before) ? "..1" : "..2"));
            pair.write(version.resolve("tls.crt"), version.resolve("tls.key"));
        }
        Path data = Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Path certificate = Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("..data", "tls.crt"));
        Path key = Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data", "tls.key"));
        Listeners listeners = new Listeners(folder).serving(new CertificateConfig(certificate, key, null));
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), ProxyMetrics.NONE);
                TlsReloader reloader = TlsReloader.watch(List.of(contexts), Duration.ofMillis(20));
                TlsServer server = new TlsServer(contexts)) {
            assertThat(reloader).isNotNull();
            assertThat(served(server)).isEqualTo("CN=before");
            Path next = Files.createSymbolicLink(folder.resolve("..next"), Path.of("..2"));
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> served(server).equals("CN=after"));
        }
    }

    @Test
    void aContextTakenBeforeASwapStillServes() throws Exception {
        try (TlsContexts contexts = load()) {
            SslContext taken = contexts.map(null);
            contexts.reload();
            contexts.reload();
            SslHandler handler = taken.newHandler(ByteBufAllocator.DEFAULT);
            assertThat(handler.engine().getUseClientMode()).isFalse();
            ReferenceCountUtil.release(handler.engine());
        }
    }

    @Test
    void anOldContextIsFreedWhenItsLastConnectionEnds() throws Exception {
        try (TlsContexts contexts = load();
                TlsServer server = new TlsServer(contexts)) {
            SslContext old = contexts.lease(null);
            for (int wayToGo = 0; wayToGo < 5; wayToGo++) {
                leave(server, wayToGo);
            }
            try (Socket last = TlsClient.trusting(authority).open(server.port())) {
                contexts.reload();
                last.getOutputStream().write(42);
                assertThat(last.getInputStream().read()).isEqualTo(42);
                assertThat(ReferenceCountUtil.refCnt(old)).isGreaterThan(1);
            }
            await().untilAsserted(
                            () -> assertThat(ReferenceCountUtil.refCnt(old)).isEqualTo(1));
            ReferenceCountUtil.release(old);
        }
    }

    /** Silently, in a ClientHello, after a whole one, after the handshake, with a reset. */
    private void leave(TlsServer server, int wayToGo) throws IOException, GeneralSecurityException {
        if (wayToGo >= 3) {
            try (Socket socket = TlsClient.trusting(authority).open(server.port())) {
                socket.setSoLinger(wayToGo == 4, 0);
            }
            return;
        }
        ByteBuffer hello = ByteBuffer.allocate(17_000);
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        engine.wrap(ByteBuffer.allocate(0), hello);
        int length = new int[] {0, hello.position() / 2, hello.position()}[wayToGo];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(hello.array(), 0, length);
        }
    }

    /** Each handshake proves that certificate and key belong together: a mixed pair could not sign it. */
    @ParameterizedTest
    @MethodSource("providers")
    void noHandshakeFailsWhileCertificatesAreSwapped(TlsProvider provider) throws Exception {
        Listeners listeners = new Listeners(folder)
                .serving("server", before)
                .serving("other", TestPki.server("other.example.com").issuedBy(authority));
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(2);
        try (TlsContexts contexts = TlsContexts.load(listeners.config(), metrics.metrics(), provider);
                TlsServer server = new TlsServer(contexts)) {
            Callable<int[]> handshakes = () -> {
                int[] seen = new int[2];
                while (!enough.get()) {
                    String name = served(server);
                    assertThat(name).isIn("CN=before", "CN=after");
                    seen[name.equals("CN=before") ? 0 : 1]++;
                }
                return seen;
            };
            List<Future<int[]>> running = List.of(clients.submit(handshakes), clients.submit(handshakes));
            for (int swap = 0; swap < 30; swap++) {
                write(swap % 2 == 0 ? after : before);
                contexts.reload();
                contexts.rotateTicketKeys();
            }
            enough.set(true);
            int[] seen = new int[2];
            for (Future<int[]> each : running) {
                seen[0] += each.get()[0];
                seen[1] += each.get()[1];
            }
            assertThat(seen[0]).isPositive();
            assertThat(seen[1]).isPositive();
            assertThat(metrics.calls()).hasSize(31).containsOnly("certificates");
        } finally {
            enough.set(true);
            clients.shutdownNow();
        }
    }
}
