package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.UpstreamTlsConfig;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NoLeaks.class)
class UpstreamTlsTest {
    @TempDir
    Path folder;

    private final TestPki.Pair authority = TestPki.authority("corp-CA");
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private TlsContexts contexts;
    private TlsServer server;
    private Path ca;

    static Stream<TlsProvider> providers() {
        return TlsContextsTest.providers();
    }

    @BeforeEach
    void start() throws Exception {
        ca = Files.writeString(
                folder.resolve("ca.pem"), TestPki.authority("older CA").chain(authority));
        serve(TestPki.server("dc1.corp.example.com", "10.0.1.10").issuedBy(authority));
    }

    private void serve(TestPki.Pair pair) throws Exception {
        if (server != null) {
            server.close();
            contexts.close();
        }
        contexts = TlsContexts.load(new Listeners(folder).serving("dc1", pair).config(), ProxyMetrics.NONE);
        server = new TlsServer(contexts);
    }

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        server.close();
        contexts.close();
    }

    /** Connects as to a server configured by that name, and returns the certificate's subject. */
    private String connect(UpstreamTlsConfig config, String host, TlsProvider provider) throws Exception {
        try (UpstreamTls tls = UpstreamTls.load(config, provider)) {
            return connect(tls, host);
        }
    }

    private String connect(UpstreamTls tls, String host) throws Exception {
        CompletableFuture<SslHandler> added = new CompletableFuture<>();
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        added.complete(tls.newHandler(made.alloc(), host, 636));
                        made.pipeline().addLast(added.join(), new TlsServer.Echo());
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), server.port())
                .sync()
                .channel();
        try {
            SslHandler handler = added.join();
            handler.handshakeFuture().get(10, TimeUnit.SECONDS);
            return ((X509Certificate) handler.engine().getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } finally {
            channel.close().sync();
        }
    }

    @Test
    void changedAuthoritiesAreTrustedByNewConnectionsAndBadOnesRefused() throws Exception {
        TestPki.Pair later = TestPki.authority("later CA");
        AtomicInteger changes = new AtomicInteger();
        try (UpstreamTls tls = UpstreamTls.load(new UpstreamTlsConfig(ca, null, false));
                TlsReloader watching = TlsReloader.watch(List.of(), Duration.ofMillis(20))) {
            tls.onChange(changes::incrementAndGet);
            watching.follow(List.of(), tls);
            serve(TestPki.server("dc1.corp.example.com").issuedBy(later));
            assertThatThrownBy(() -> connect(tls, "dc1.corp.example.com")).isInstanceOf(ExecutionException.class);

            Files.writeString(ca, later.chain());
            await().until(() -> changes.get() == 1);
            assertThat(connect(tls, "dc1.corp.example.com")).isEqualTo("CN=dc1.corp.example.com");

            Files.writeString(ca, "no certificate");
            await().until(() -> tls.digest().equals(digest(ca)));
            assertThat(connect(tls, "dc1.corp.example.com")).isEqualTo("CN=dc1.corp.example.com");
            assertThat(changes).hasValue(1);
        }
    }

    private static String digest(Path file) {
        try (FileContents contents = FileContents.read(List.of(file))) {
            return contents.digest();
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void theServersNameMustBeInItsCertificate(TlsProvider provider) throws Exception {
        UpstreamTlsConfig config = new UpstreamTlsConfig(ca, null, false);
        assertThat(connect(config, "dc1.corp.example.com", provider)).isEqualTo("CN=dc1.corp.example.com");
        assertThat(connect(config, "10.0.1.10", provider)).isEqualTo("CN=dc1.corp.example.com");
        for (String wrong : new String[] {"dc2.corp.example.com", "10.0.1.11", "localhost"}) {
            assertThatThrownBy(() -> connect(config, wrong, provider))
                    .isInstanceOf(ExecutionException.class)
                    .rootCause()
                    .hasMessageContaining(wrong);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anotherNameCanBeExpected(TlsProvider provider) throws Exception {
        UpstreamTlsConfig config = new UpstreamTlsConfig(ca, "dc1.corp.example.com", false);
        assertThat(connect(config, "172.16.0.9", provider)).isEqualTo("CN=dc1.corp.example.com");
        UpstreamTlsConfig wrong = new UpstreamTlsConfig(ca, "corp.example.com", false);
        assertThatThrownBy(() -> connect(wrong, "dc1.corp.example.com", provider))
                .isInstanceOf(ExecutionException.class);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void onlyTheAlternativeNamesCountAndAWildcardIsAWholeLabel(TlsProvider provider) throws Exception {
        UpstreamTlsConfig config = new UpstreamTlsConfig(ca, null, false);
        serve(TestPki.nameless("dc1.corp.example.com").issuedBy(authority));
        assertThatThrownBy(() -> connect(config, "dc1.corp.example.com", provider))
                .rootCause()
                .hasMessage("the server's certificate (CN=dc1.corp.example.com) is not for dc1.corp.example.com: its"
                        + " subjectAltName has no name");
        serve(TestPki.server("d*.corp.example.com", "*.example.com").issuedBy(authority));
        assertThatThrownBy(() -> connect(config, "dc1.corp.example.com", provider))
                .rootCause()
                .hasMessageContaining("is not for dc1.corp.example.com");
        serve(TestPki.server("*.corp.example.com").issuedBy(authority));
        assertThat(connect(config, "DC1.corp.example.com", provider)).isEqualTo("CN=*.corp.example.com");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anUnknownAuthorityIsRefusedUnlessInsecureIsSpelledOut(TlsProvider provider) throws Exception {
        assertThatThrownBy(() -> connect(new UpstreamTlsConfig(null, null, false), "dc1.corp.example.com", provider))
                .isInstanceOf(ExecutionException.class);
        assertThat(connect(new UpstreamTlsConfig(null, null, true), "172.16.0.9", provider))
                .isEqualTo("CN=dc1.corp.example.com");
    }

    @Test
    void aFileWithoutAuthoritiesIsNamed() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        assertThatThrownBy(() -> UpstreamTls.load(new UpstreamTlsConfig(empty, null, false)))
                .hasMessage("tls.ca: empty.pem has no certificate in it; it must be a PEM file with"
                        + " -----BEGIN CERTIFICATE-----");
    }
}
