package io.dirgate.certtool.probe;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint agrees on keys, which the Java runtime neither tells nor, where it is old, can do by ML-KEM itself. It is asked with
 * a greeting that offers every group but brings no key of any: a server of TLS 1.3 then names the group that it wants (RFC 8446 section
 * 4.1.4), one of TLS 1.2 shows it in its key exchange (RFC 8422 section 5.4).
 *
 * @param group such as {@code X25519MLKEM768}
 * @param postQuantum whether recorded traffic stays secret from a quantum computer
 */
public record KeyExchange(String group, boolean postQuantum) {
    private static final Map<Integer, String> GROUPS = Map.ofEntries(
            Map.entry(0x11ec, "X25519MLKEM768"),
            Map.entry(0x11eb, "SecP256r1MLKEM768"),
            Map.entry(0x11ed, "SecP384r1MLKEM1024"),
            Map.entry(0x6399, "X25519Kyber768Draft00"),
            Map.entry(0x001d, "X25519"),
            Map.entry(0x001e, "X448"),
            Map.entry(0x0017, "P-256"),
            Map.entry(0x0018, "P-384"),
            Map.entry(0x0019, "P-521"),
            Map.entry(0x0100, "ffdhe2048"),
            Map.entry(0x0101, "ffdhe3072"));

    private static final int[] OFFERED = {0x11ec, 0x11eb, 0x11ed, 0x001d, 0x0017, 0x0018, 0x0019, 0x001e, 0x0100, 0x0101
    };
    private static final int[] CIPHERS = {
        0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009e, 0x009f, 0x009c,
        0x009d, 0x002f, 0x0035
    };
    private static final int[] SIGNATURES = {
        0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0201
    };

    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int SERVER_KEY_EXCHANGE = 12;
    private static final int SERVER_HELLO_DONE = 14;
    private static final int KEY_SHARE = 51;
    private static final int NAMED_CURVE = 3;
    private static final int RANDOM_BYTES = 32;
    private static final int MOST_BYTES = 256 * 1024;

    /** The random of a ServerHello that only asks for another greeting. */
    private static final byte[] RETRY =
            HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    static KeyExchange of(int group) {
        String name = GROUPS.getOrDefault(group, "group " + Integer.toHexString(group));
        return new KeyExchange(name, name.contains("MLKEM") || name.contains("Kyber"));
    }

    /** Asks over an open connection, which is of no other use afterwards; null if the server does not tell. */
    static @Nullable KeyExchange ask(Socket socket, @Nullable String serverName) throws IOException {
        socket.getOutputStream().write(greeting(serverName));
        socket.getOutputStream().flush();
        Messages messages = new Messages(socket.getInputStream());
        for (ByteBuffer message = messages.next(); message != null; message = messages.next()) {
            int type = message.get();
            message.position(message.position() + 3);
            if (type == SERVER_HELLO) {
                Integer group = retried(message);
                if (group != null) {
                    return of(group);
                }
            } else if (type == SERVER_KEY_EXCHANGE) {
                return message.get() == NAMED_CURVE ? of(message.getShort() & 0xffff) : new KeyExchange("DHE", false);
            } else if (type == SERVER_HELLO_DONE) {
                return new KeyExchange("RSA", false);
            }
        }
        return null;
    }

    private static @Nullable Integer retried(ByteBuffer hello) {
        byte[] random = new byte[RANDOM_BYTES];
        hello.getShort();
        hello.get(random);
        if (!Arrays.equals(random, RETRY)) {
            return null;
        }
        int session = hello.get() & 0xff;
        // Session, cipher suite, compression.
        hello.position(hello.position() + session + 3);
        int end = (hello.getShort() & 0xffff) + hello.position();
        while (hello.position() < end) {
            int type = hello.getShort() & 0xffff;
            int length = hello.getShort() & 0xffff;
            if (type == KEY_SHARE) {
                return hello.getShort() & 0xffff;
            }
            hello.position(hello.position() + length);
        }
        return null;
    }

    private static byte[] greeting(@Nullable String serverName) throws IOException {
        Writer extensions = new Writer();
        if (serverName != null) {
            byte[] name = serverName.getBytes(StandardCharsets.US_ASCII);
            Writer entry = new Writer();
            entry.out.writeByte(0);
            entry.block(name);
            extensions.extension(0, entry.blocked());
        }
        extensions.extension(43, new byte[] {4, 3, 4, 3, 3});
        extensions.extension(10, list(OFFERED));
        extensions.extension(13, list(SIGNATURES));
        extensions.extension(KEY_SHARE, new byte[2]);
        extensions.extension(45, new byte[] {1, 1});
        extensions.extension(11, new byte[] {1, 0});
        extensions.extension(23, new byte[0]);
        extensions.extension(0xff01, new byte[1]);
        byte[] randoms = new byte[2 * RANDOM_BYTES];
        new SecureRandom().nextBytes(randoms);
        Writer hello = new Writer();
        hello.out.writeShort(0x0303);
        hello.out.write(randoms, 0, RANDOM_BYTES);
        hello.out.writeByte(RANDOM_BYTES);
        hello.out.write(randoms, RANDOM_BYTES, RANDOM_BYTES);
        hello.out.write(list(CIPHERS));
        hello.out.write(new byte[] {1, 0});
        hello.block(extensions.bytes());
        byte[] body = hello.bytes();
        Writer record = new Writer();
        record.out.writeByte(HANDSHAKE);
        record.out.writeShort(0x0301);
        record.out.writeShort(body.length + 4);
        record.out.writeInt((1 << 24) | body.length);
        record.out.write(body);
        return record.bytes();
    }

    private static byte[] list(int[] values) throws IOException {
        Writer list = new Writer();
        for (int value : values) {
            list.out.writeShort(value);
        }
        return list.blocked();
    }

    /** Writes length-prefixed blocks. */
    private static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        void block(byte[] content) throws IOException {
            out.writeShort(content.length);
            out.write(content);
        }

        void extension(int type, byte[] content) throws IOException {
            out.writeShort(type);
            block(content);
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        byte[] blocked() throws IOException {
            Writer whole = new Writer();
            whole.block(bytes());
            return whole.bytes();
        }
    }

    /** Puts records together to handshake messages. */
    private static final class Messages {
        private final DataInputStream in;
        private byte[] pending = new byte[0];

        Messages(InputStream in) {
            this.in = new DataInputStream(in);
        }

        /** The next one with its header; null when the server ends the handshake. */
        @Nullable
        ByteBuffer next() throws IOException {
            while (pending.length < 4 || pending.length < length()) {
                int type = in.read();
                if (type != HANDSHAKE || pending.length > MOST_BYTES) {
                    return null;
                }
                in.readShort();
                byte[] record = new byte[in.readUnsignedShort()];
                in.readFully(record);
                byte[] joined = Arrays.copyOf(pending, pending.length + record.length);
                System.arraycopy(record, 0, joined, pending.length, record.length);
                pending = joined;
            }
            ByteBuffer message = ByteBuffer.wrap(Arrays.copyOf(pending, length()));
            pending = Arrays.copyOfRange(pending, length(), pending.length);
            return message;
        }

        private int length() {
            return 4 + (ByteBuffer.wrap(pending).getInt() & 0xffffff);
        }
    }
}
