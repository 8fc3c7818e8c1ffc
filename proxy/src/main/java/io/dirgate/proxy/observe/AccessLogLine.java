package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Encodes operations as lines of JSON, always into the same bytes, without garbage. Belongs to one thread. The part of
 * the line that describes the session is encoded once per session.
 */
final class AccessLogLine {
    private static final byte[] TIME = "{\"time\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SESSION = JsonLine.member("session");
    private static final byte[] LISTENER = JsonLine.member("listener");
    private static final byte[] CLIENT = JsonLine.member("client");
    private static final byte[] TLS = JsonLine.member("tls");
    private static final byte[] CIPHER = JsonLine.member("cipher");
    private static final byte[] KEY_EXCHANGE = JsonLine.member("keyExchange");
    private static final byte[] IDENTITY = JsonLine.member("identity");
    private static final byte[] MESSAGE_ID = JsonLine.member("messageId");
    private static final byte[] BASE = JsonLine.member("base");
    private static final byte[] DN = JsonLine.member("dn");
    private static final byte[] CLAIMED = ",\"claimed\":true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OID = JsonLine.member("oid");
    private static final byte[] FILTER = JsonLine.member("filter");
    private static final byte[] RESULT = JsonLine.member("result");
    private static final byte[] SUB_CODE = JsonLine.member("subCode");
    private static final byte[] ENTRIES = JsonLine.member("entries");
    private static final byte[] REQUEST_BYTES = JsonLine.member("requestBytes");
    private static final byte[] RESPONSE_BYTES = JsonLine.member("responseBytes");
    private static final byte[] GATEWAY_MICROS = JsonLine.member("gatewayMicros");
    private static final byte[] DIRECTORY_MICROS = JsonLine.member("directoryMicros");
    private static final byte[] SERVER = JsonLine.member("server");
    private static final byte[] UPSTREAM_PORT = JsonLine.member("upstreamPort");

    private static final Map<LdapOp, byte[]> OPS = new EnumMap<>(LdapOp.class);
    private static final byte[][] SCOPES = table("scope", RfcNames.SCOPES, RfcNames::scope);
    private static final byte[][] RESULTS = results();

    static {
        for (LdapOp op : LdapOp.values()) {
            OPS.put(op, JsonLine.member("op", RfcNames.operation(op)));
        }
    }

    private static final long NANOS_A_MILLI = Duration.ofMillis(1).toNanos();

    private final Clock clock;
    private final TimeText time = new TimeText();
    private final JsonLine line = new JsonLine();

    private long writtenMillis = Long.MIN_VALUE;
    private long askedNanos;
    private int timeEnd;

    AccessLogLine(Clock clock) {
        this.clock = clock;
    }

    private static byte[][] table(String member, int size, IntFunction<@Nullable String> names) {
        byte[][] words = new byte[size][];
        for (int number = 0; number < size; number++) {
            String name = names.apply(number);
            words[number] = name == null ? new byte[0] : JsonLine.member(member, name);
        }
        return words;
    }

    /** Number and name, indexed by result code. */
    private static byte[][] results() {
        byte[][] words = table("resultName", RfcNames.TABLED_CODES, RfcNames::result);
        JsonLine both = new JsonLine();
        for (int code = 0; code < words.length; code++) {
            both.cut(0);
            both.number(RESULT, code);
            both.raw(words[code]);
            words[code] = Arrays.copyOf(both.bytes(), both.length());
        }
        return words;
    }

    /**
     * Encodes the part of the line that describes the session, without the identity. Collecting these facts touches a
     * dozen objects.
     */
    byte[] of(SessionFacts session) {
        line.cut(timeEnd);
        session(session);
        return Arrays.copyOfRange(line.bytes(), timeEnd, line.length());
    }

    /** @param ofSession the result of {@link #of} */
    void encode(byte[] ofSession, @Nullable Utf8Text identity, OperationFacts operation) {
        time(operation.endedNanos());
        line.raw(ofSession);
        text(IDENTITY, identity);
        request(operation);
        result(operation);
        line.raw('}');
        line.raw('\n');
    }

    byte[] bytes() {
        return line.bytes();
    }

    int length() {
        return line.length();
    }

    /**
     * Reads the clock at most once a millisecond, which is the resolution of the line. Reading it for each line would
     * take a fifth of the line's time.
     */
    private void time(long nanos) {
        line.cut(timeEnd);
        long age = nanos - askedNanos;
        if (timeEnd > 0 && age >= 0 && age < NANOS_A_MILLI) {
            return;
        }
        askedNanos = nanos;
        long now = clock.millis();
        if (now != writtenMillis) {
            line.cut(0);
            line.raw(TIME);
            line.raw(time.of(now));
            line.raw('"');
            timeEnd = line.length();
            writtenMillis = now;
        }
    }

    private void session(SessionFacts session) {
        line.number(SESSION, session.session());
        line.string(LISTENER, session.listener());
        line.string(CLIENT, session.clientAddress());
        string(TLS, session.tlsVersion());
        string(CIPHER, session.cipher());
        string(KEY_EXCHANGE, session.keyExchange());
    }

    private void request(OperationFacts operation) {
        LdapOp op = operation.op();
        line.raw(Objects.requireNonNull(OPS.get(op)));
        line.number(MESSAGE_ID, operation.messageId());
        Utf8Text name = operation.name();
        // An empty search base is the rootDSE. In any other operation, an empty name means that there is none.
        if (op == LdapOp.SEARCH) {
            line.text(BASE, name);
        } else if (!name.isEmpty()) {
            line.text(op == LdapOp.EXTENDED ? OID : DN, name);
            if (op == LdapOp.BIND && !operation.isNameProven()) {
                line.raw(CLAIMED);
            }
        }
        scope(operation.scope());
        if (!operation.filterShape().isEmpty()) {
            line.text(FILTER, operation.filterShape());
        }
    }

    private void result(OperationFacts operation) {
        if (operation.resultCode() >= 0) {
            result(operation.resultCode());
        }
        string(SUB_CODE, operation.subCode());
        if (operation.op() == LdapOp.SEARCH) {
            line.number(ENTRIES, operation.entries());
        }
        line.number(REQUEST_BYTES, operation.requestBytes());
        line.number(RESPONSE_BYTES, operation.responseBytes());
        line.number(GATEWAY_MICROS, operation.gatewayNanos() / 1_000);
        if (operation.directoryNanos() > 0) {
            line.number(DIRECTORY_MICROS, operation.directoryNanos() / 1_000);
        }
        text(SERVER, operation.server());
        if (operation.upstreamPort() > 0) {
            line.number(UPSTREAM_PORT, operation.upstreamPort());
        }
    }

    private void result(int code) {
        if (code < RESULTS.length) {
            line.raw(RESULTS[code]);
        } else {
            line.number(RESULT, code);
        }
    }

    /** Writes nothing for an unknown number. */
    private void scope(int scope) {
        if (scope >= 0 && scope < SCOPES.length) {
            line.raw(SCOPES[scope]);
        }
    }

    private void text(byte[] member, @Nullable Utf8Text value) {
        if (value != null) {
            line.text(member, value);
        }
    }

    private void string(byte[] member, @Nullable String value) {
        if (value != null) {
            line.string(member, value);
        }
    }
}
