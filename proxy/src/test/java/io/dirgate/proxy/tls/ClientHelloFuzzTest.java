package io.dirgate.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.config.TlsVersion;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway's judgement of a ClientHello beside BoringSSL's. */
@ExtendWith(NoLeaks.class)
class ClientHelloFuzzTest {
    private static final List<TlsVersion> BOTH = List.of(TlsVersion.values());
    private static final int ROUNDS = 5_000;
    private static final int HEADERS = 9;
    private static final int VERSION = 2;

    /** Values that lengths have at their edges. */
    private static final byte[] EDGES = {0, 1, 2, 3, 4, 31, 32, 33, 127, -128, -2, -1};

    @TempDir
    static Path folder;

    private static TlsContexts contexts;

    @BeforeAll
    static void serve() throws Exception {
        TestPki.Pair server = TestPki.server("localhost").issuedBy(TestPki.authority("Test CA"));
        contexts =
                TlsContexts.load(new Listeners(folder).serving("server", server).config(), ProxyMetrics.NONE);
    }

    @AfterAll
    static void close() {
        contexts.close();
    }

    @Test
    void noClientHelloIsRefusedThatBoringSslTakes() throws Exception {
        Random random = new Random(20261201);
        List<byte[]> seeds = List.of(
                record(body(clientHello("TLSv1.3", "TLSv1.2"))),
                record(body(clientHello("TLSv1.3"))),
                record(body(clientHello("TLSv1.2"))));
        Map<HelloFault, Integer> refused = new EnumMap<>(HelloFault.class);
        int taken = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] hello = mutated(body(seeds.get(random.nextInt(seeds.size()))), random);
            HelloFault fault = ClientHello.faultOfRecord(Unpooled.wrappedBuffer(hello), BOTH);
            byte[] answer = answer(hello);
            boolean isTaken = answer.length > 0 && answer[0] == 22;
            if (fault != null) {
                refused.merge(fault, 1, Integer::sum);
                assertThat(isTaken)
                        .as("BoringSSL takes %s", HexFormat.of().formatHex(hello))
                        .isFalse();
            } else if (isTaken) {
                taken++;
            }
        }
        assertThat(taken).isGreaterThan(ROUNDS / 10);
        assertThat(refused.get(HelloFault.MALFORMED)).isGreaterThan(ROUNDS / 10);
        assertThat(refused.get(HelloFault.VERSION)).isGreaterThan(ROUNDS / 1_000);
    }

    @ParameterizedTest
    @CsvSource({
        // No random; a session of 33 bytes; no, and an odd number of bytes of, suites; no compression.
        "0303, MALFORMED",
        "0303 R 21 S 00 0002c02f 0100, MALFORMED",
        "0303 R 00 0000 0100, MALFORMED",
        "0303 R 00 0003c02f00 0100, MALFORMED",
        "0303 R 00 0002c02f 00, MALFORMED",
        // Extensions that are longer or shorter than they say, and one that is.
        "0303 R 00 0002c02f 0100 0001, MALFORMED",
        "0303 R 00 0002c02f 0100 0000 00, MALFORMED",
        "0303 R 00 0002c02f 0100 0004 00170001, MALFORMED",
        "0303 R 00 0002c02f 0100 0003 001700, MALFORMED",
        // The load of a flood in the benchmarks.
        "0505 R 00 0000 00, MALFORMED",
        "0302 R 00 0002c02f 0100, VERSION",
        "0200 R 00 0002c02f 0100, VERSION",
        "0303 R 00 0002c02f 0100 0009 002b0005 0403020301, VERSION",
    })
    void theAlertIsTheOneThatBoringSslSends(String hex, HelloFault fault) throws Exception {
        String body =
                hex.replace("R", "11".repeat(32)).replace("S", "22".repeat(32)).replace(" ", "");
        byte[] hello = record(HexFormat.of().parseHex(body));
        assertThat(contexts.faultOfRecord(Unpooled.wrappedBuffer(hello))).isEqualTo(fault);
        ByteBuf alert = fault.alert(ByteBufAllocator.DEFAULT);
        assertThat(ByteBufUtil.getBytes(alert)).isEqualTo(answer(hello));
        alert.release();
    }

    /** What arrives in pieces, in several records, or is another message, is for those who put it together. */
    @ParameterizedTest
    @ValueSource(strings = {"16", "1603010004", "160301000801000002", "16030100050100000800", "160301000402000000"})
    void aPartIsNotJudged(String part) {
        assertThat(contexts.faultOfRecord(Unpooled.wrappedBuffer(HexFormat.of().parseHex(part))))
                .isNull();
    }

    /** The first bytes that BoringSSL answers with: a ServerHello, or an alert. */
    private byte[] answer(byte[] hello) throws SSLException {
        SSLEngine engine = contexts.map(null).newEngine(ByteBufAllocator.DEFAULT);
        try {
            ByteBuffer nothing = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            ByteBuffer answer = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            try {
                engine.unwrap(ByteBuffer.wrap(hello), nothing);
                while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                    engine.getDelegatedTask().run();
                }
            } catch (SSLException refused) {
                // The alert follows.
            }
            try {
                engine.wrap(ByteBuffer.allocate(0), answer);
            } catch (SSLException refused) {
                // It is written all the same.
            }
            return Arrays.copyOf(answer.array(), answer.position());
        } finally {
            ReferenceCountUtil.release(engine);
        }
    }

    /** One to three faults, in a ClientHello whose record and message still have the right length. */
    private static byte[] mutated(byte[] body, Random random) {
        List<Byte> bytes = new ArrayList<>();
        for (byte next : body) {
            bytes.add(next);
        }
        for (int faults = random.nextInt(4); faults > 0 && bytes.size() > VERSION; faults--) {
            int at = random.nextInt(VERSION, bytes.size());
            switch (random.nextInt(6)) {
                case 0 -> bytes.set(at, (byte) random.nextInt(256));
                case 1 -> bytes.set(at, EDGES[random.nextInt(EDGES.length)]);
                case 2 -> bytes.add(at, (byte) random.nextInt(256));
                case 3 -> bytes.remove(at);
                case 4 -> bytes.set(random.nextInt(VERSION), (byte) random.nextInt(5));
                default -> bytes.subList(at, bytes.size()).clear();
            }
        }
        byte[] all = new byte[bytes.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytes.get(i);
        }
        return record(all);
    }

    private static byte[] record(byte[] body) {
        return ByteBuffer.allocate(HEADERS + body.length)
                .put((byte) 22)
                .putShort((short) 0x0301)
                .putShort((short) (body.length + 4))
                .putInt(1 << 24 | body.length)
                .put(body)
                .array();
    }

    private static byte[] body(byte[] record) {
        return Arrays.copyOfRange(record, HEADERS, record.length);
    }

    private static byte[] clientHello(String... versions) throws Exception {
        SSLEngine client = SSLContext.getDefault().createSSLEngine("localhost", 636);
        client.setUseClientMode(true);
        client.setEnabledProtocols(versions);
        ByteBuffer hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }
}
