package io.dirgate.proxy.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Session ticket keys (RFC 5077 section 4, RFC 8446 section 4.6.1). The first one encrypts; all of them decrypt.
 * Immutable.
 */
final class TicketKeys {
    /** Name, HMAC key and AES key of 16 bytes each. */
    private static final int SIZE = OpenSslSessionTicketKey.TICKET_KEY_SIZE;

    /**
     * With a new key every eight hours, a ticket is valid for at least sixteen hours, and a key is deleted after a day.
     */
    private static final int KEPT = 3;

    private final List<byte[]> keys;

    private TicketKeys(List<byte[]> keys) {
        this.keys = keys;
    }

    static TicketKeys random() {
        return new TicketKeys(List.of()).rotated();
    }

    /** A copy with a new first key and without the oldest one. */
    TicketKeys rotated() {
        byte[] fresh = new byte[SIZE];
        new SecureRandom().nextBytes(fresh);
        List<byte[]> rotated = new ArrayList<>(keys);
        rotated.add(0, fresh);
        return new TicketKeys(List.copyOf(rotated.subList(0, Math.min(KEPT, rotated.size()))));
    }

    /**
     * Parses Base64 with one key per line, as {@code openssl rand -base64 48} writes them. Of an 80-byte key (a 16-byte
     * name and two 32-byte keys), only the first half of each 32-byte key is used: BoringSSL's Java interface encrypts
     * tickets with AES-128.
     */
    static TicketKeys parse(String setting, String file, byte[] content) throws TlsException {
        List<byte[]> keys = new ArrayList<>();
        for (String line : new String(content, StandardCharsets.ISO_8859_1).split("\\R")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                keys.add(key(setting, file, keys.size() + 1, line.strip()));
            }
        }
        if (keys.isEmpty()) {
            throw new TlsException(setting, file + " has no key in it; openssl rand -base64 48 makes one");
        }
        return new TicketKeys(List.copyOf(keys));
    }

    private static byte[] key(String setting, String file, int number, String line) throws TlsException {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) {
            throw new TlsException(setting, "key %d of %s is not base64, one key a line".formatted(number, file), e);
        }
        if (key.length == SIZE) {
            return key;
        } else if (key.length != 80) {
            throw new TlsException(
                    setting, "key %d of %s has %d bytes, not 48 or 80".formatted(number, file, key.length));
        }
        byte[] shortened = Arrays.copyOf(key, SIZE);
        System.arraycopy(key, 48, shortened, 32, 16);
        return shortened;
    }

    OpenSslSessionTicketKey[] forBoringSsl() {
        return keys.stream()
                .map(key -> new OpenSslSessionTicketKey(
                        Arrays.copyOfRange(key, 0, 16),
                        Arrays.copyOfRange(key, 16, 32),
                        Arrays.copyOfRange(key, 32, 48)))
                .toArray(OpenSslSessionTicketKey[]::new);
    }
}
