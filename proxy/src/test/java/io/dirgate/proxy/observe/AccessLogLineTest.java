package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dirgate.proxy.ldap.LdapOp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AccessLogLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T10:00:05.042Z"), ZoneOffset.UTC);

    private final AccessLogLine line = new AccessLogLine(CLOCK);

    @Test
    void aSearchIsToldWhole() {
        assertThat(encode(FakeSession.ALICE, FakeOperation.search()))
                .isEqualTo("{\"time\":\"2026-11-24T10:00:05.042Z\",\"session\":12,\"listener\":\"ldaps\","
                        + "\"client\":\"192.0.2.7:51000\",\"tls\":\"TLSv1.3\",\"cipher\":\"TLS_AES_128_GCM_SHA256\","
                        + "\"keyExchange\":\"X25519MLKEM768\","
                        + "\"identity\":\"alice@corp.example.com\",\"op\":\"search\",\"messageId\":7,"
                        + "\"base\":\"dc=corp,dc=example,dc=com\",\"scope\":\"sub\","
                        + "\"filter\":\"(&(objectClass=?)(sAMAccountName=?))\",\"result\":0,\"resultName\":\"success\","
                        + "\"entries\":1,\"requestBytes\":98,\"responseBytes\":612,\"gatewayMicros\":41,"
                        + "\"directoryMicros\":1500,\"server\":\"10.0.1.10:389\",\"upstreamPort\":40123}\n");
    }

    @Test
    void aFailedBindNamesTheAccountAndTheSubCode() throws IOException {
        JsonNode bind = parsed(FakeSession.ALICE, FakeOperation.failedBind("52e"));

        assertThat(bind.path("dn").asText()).isEqualTo("CORP\\alice");
        assertThat(bind.path("result").asInt()).isEqualTo(49);
        assertThat(bind.path("resultName").asText()).isEqualTo("invalidCredentials");
        assertThat(bind.path("subCode").asText()).isEqualTo("52e");
        assertThat(bind.fieldNames()).toIterable().doesNotContain("base", "scope", "filter", "entries", "oid");
    }

    @Test
    void aBindNameThatWasNotProvenIsMarkedAsClaimed() {
        FakeOperation bind = FakeOperation.failedBind("52e");
        assertThat(encode(FakeSession.ANONYMOUS, bind)).contains("\"dn\":\"CORP\\\\alice\",\"claimed\":true,");

        bind.nameProven = true;
        assertThat(encode(FakeSession.ANONYMOUS, bind)).doesNotContain("claimed");
    }

    @Test
    void charactersThatHideTextOrEndALineAreEscaped() {
        String hostile = "cn=a\u007f\u0085\u009b\u202e\u2066\u2028\u2029\u200e\ufeff\ud83d\udddd\udb40\udc01";
        FakeOperation search = FakeOperation.search().named(hostile.getBytes(StandardCharsets.UTF_8));

        assertThat(encode(FakeSession.ALICE, search))
                .contains(
                        "\"cn=a\\u007f\\u0085\\u009b\\u202e\\u2066\\u2028\\u2029\\u200e\\ufeff\ud83d\udddd\\udb40\\udc01\"");
        assertThat(read(search).path("base").asText()).isEqualTo(hostile);
    }

    @Test
    void aClientCannotHaveMuchMoreWrittenThanItSends() {
        int plain = encode(
                        FakeSession.ANONYMOUS,
                        FakeOperation.search().named("x".repeat(1_000).getBytes(StandardCharsets.UTF_8)))
                .length();
        for (String hostile : new String[] {"\u0001", "\u007f", "\n"}) {
            FakeOperation search =
                    FakeOperation.search().named(hostile.repeat(1_000).getBytes(StandardCharsets.UTF_8));
            assertThat(encode(FakeSession.ANONYMOUS, search).length()).isLessThan(plain + 300);
        }
        byte[] notUtf8 = new byte[1_000];
        Arrays.fill(notUtf8, (byte) 0xff);
        assertThat(encode(FakeSession.ANONYMOUS, FakeOperation.search().named(notUtf8))
                        .getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(plain + 300);
    }

    @Test
    void whatIsAbsentIsLeftOut() throws IOException {
        FakeOperation abandon = new FakeOperation();
        abandon.op = LdapOp.ABANDON;
        abandon.resultCode = -1;
        abandon.name.clear();
        abandon.scope = -1;
        abandon.filterShape.clear();
        abandon.server = null;
        abandon.directoryNanos = 0;
        abandon.upstreamPort = 0;

        assertThat(parsed(FakeSession.ANONYMOUS, abandon).fieldNames())
                .toIterable()
                .containsExactly(
                        "time",
                        "session",
                        "listener",
                        "client",
                        "op",
                        "messageId",
                        "requestBytes",
                        "responseBytes",
                        "gatewayMicros");
    }

    @Test
    void theRootDsesEmptyBaseIsShown() throws IOException {
        FakeOperation rootDse = FakeOperation.search();
        rootDse.name.clear();
        rootDse.scope = 0;

        assertThat(parsed(FakeSession.ANONYMOUS, rootDse).path("base").asText("missing"))
                .isEmpty();
        assertThat(parsed(FakeSession.ANONYMOUS, rootDse).path("scope").asText())
                .isEqualTo("base");
    }

    @Test
    void anExtendedOperationIsNamedByItsOid() throws IOException {
        FakeOperation whoAmI = FakeOperation.search().named("1.3.6.1.4.1.4203.1.11.3".getBytes(StandardCharsets.UTF_8));
        whoAmI.op = LdapOp.EXTENDED;

        assertThat(parsed(FakeSession.ALICE, whoAmI).path("oid").asText()).isEqualTo("1.3.6.1.4.1.4203.1.11.3");
    }

    @Test
    void namesBeyondAsciiStayReadable() {
        FakeOperation search =
                FakeOperation.search().named("cn=Jürgen Groß 東京 🗝,dc=corp".getBytes(StandardCharsets.UTF_8));

        assertThat(encode(FakeSession.ALICE, search)).contains("cn=Jürgen Groß 東京 ");
        assertThat(read(search).path("base").asText()).isEqualTo("cn=Jürgen Groß 東京 🗝,dc=corp");
    }

    @Test
    void bytesThatAreNotUtf8StillMakeALine() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }

        String base = read(FakeOperation.search().named(everyByte)).path("base").asText();

        assertThat(base).contains("\u0000", "\n", "\"", "\\", "\ufffd");
    }

    @Test
    void aNameCutInsideACharacterStillMakesALine() {
        byte[] umlauts = "ü".repeat(600).getBytes(StandardCharsets.UTF_8);
        byte[] odd = Arrays.copyOfRange(umlauts, 1, umlauts.length);

        assertThat(read(FakeOperation.search().named(odd)).path("base").asText())
                .isEqualTo("\ufffd" + "ü".repeat(511) + "\ufffd");
    }

    @Test
    void oneLineDoesNotColourTheNext() {
        encode(FakeSession.ALICE, FakeOperation.search().named(new byte[] {(byte) 0xc3}));

        assertThat(read(FakeOperation.search()).path("base").asText()).isEqualTo("dc=corp,dc=example,dc=com");
    }

    @Test
    void timeGoesOn() {
        TimeText time = new TimeText();

        assertThat(text(time.of(0))).isEqualTo("1970-01-01T00:00:00.000Z");
        assertThat(text(time.of(1_999))).isEqualTo("1970-01-01T00:00:01.999Z");
        assertThat(text(time.of(1_790_000_000_007L))).isEqualTo("2026-09-21T14:13:20.007Z");
    }

    @Test
    void operationsOfOneSessionFollowEachOtherAndOfAnotherOne() {
        String first = encode(FakeSession.ALICE, FakeOperation.search());
        String second = encode(FakeSession.ALICE, FakeOperation.search());
        String other = encode(FakeSession.ANONYMOUS, FakeOperation.search());

        assertThat(second).isEqualTo(first);
        assertThat(other)
                .startsWith("{\"time\":\"2026-11-24T10:00:05.042Z\",\"session\":13,\"listener\":\"startTls\","
                        + "\"client\":\"[2001:db8::1]:40001\",\"op\":\"search\"");
        assertThat(encode(FakeSession.ALICE, FakeOperation.search())).isEqualTo(first);
    }

    @Test
    void whatIsSaidOfASessionIsKeptButForTheIdentity() {
        FakeSession bound = new FakeSession(12, "startTls", "192.0.2.7:51000", "TLSv1.3", "TLS_X", "alice");
        assertThat(new String(line.of(bound), StandardCharsets.UTF_8))
                .isEqualTo(
                        ",\"session\":12,\"listener\":\"startTls\",\"client\":\"192.0.2.7:51000\",\"tls\":\"TLSv1.3\""
                                + ",\"cipher\":\"TLS_X\"");
        line.encode(",\"session\":99".getBytes(StandardCharsets.UTF_8), bound.identity(), FakeOperation.search());
        assertThat(new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8))
                .contains("\"session\":99,\"identity\":\"alice\",\"op\"")
                .doesNotContain("TLS_X");
    }

    @Test
    void aResultCodeHasItsNumberAndItsNameIfThereIsOne() throws IOException {
        FakeOperation search = FakeOperation.search();
        for (int code : new int[] {0, 32, 118}) {
            search.resultCode = code;
            JsonNode told = parsed(FakeSession.ALICE, search);
            assertThat(told.path("result").asInt()).isEqualTo(code);
            assertThat(told.path("resultName").asText()).isEqualTo(RfcNames.result(code));
        }
        for (int nameless : new int[] {9, 127, 128, 4_096}) {
            search.resultCode = nameless;
            JsonNode told = parsed(FakeSession.ALICE, search);
            assertThat(told.path("result").asInt()).isEqualTo(nameless);
            assertThat(told.has("resultName")).isFalse();
        }
    }

    @Test
    void timeIsAskedForOnceAMillisecond() {
        AtomicLong millis = new AtomicLong();
        AccessLogLine ticking = new AccessLogLine(new Clock() {
            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        });
        FakeOperation search = FakeOperation.search();
        byte[] ofAlice = ticking.of(FakeSession.ALICE);
        ticking.encode(ofAlice, null, search);
        millis.set(61_007);

        search.endedNanos += 999_999;
        ticking.encode(ofAlice, null, search);
        assertThat(new String(ticking.bytes(), 0, ticking.length(), StandardCharsets.UTF_8))
                .startsWith("{\"time\":\"1970-01-01T00:00:00.000Z\",");

        search.endedNanos++;
        ticking.encode(ofAlice, null, search);
        assertThat(new String(ticking.bytes(), 0, ticking.length(), StandardCharsets.UTF_8))
                .startsWith("{\"time\":\"1970-01-01T00:01:01.007Z\",");
    }

    @Test
    void numbersOfEachLengthAndStringsThatNeedEscapingAreJson() throws IOException {
        for (long number : new long[] {
            0,
            7,
            10,
            42,
            99,
            100,
            708,
            999,
            1_000,
            1_001,
            40_123,
            999_999,
            1_000_000,
            70_080_009,
            2_147_483_647,
            2_147_483_648L,
            1_234_567_890_123L,
            Long.MAX_VALUE,
            -1,
            Long.MIN_VALUE
        }) {
            FakeSession numbered = new FakeSession(number, "ldaps", "192.0.2.7:51000", null, null, null);
            assertThat(parsed(numbered, FakeOperation.search()).path("session").asLong())
                    .isEqualTo(number);
        }
        FakeSession odd = new FakeSession(1, "a\"b\\c\u007f\t", "é", null, null, "\uD83D\uDDDD");
        JsonNode told = parsed(odd, FakeOperation.search());
        assertThat(told.path("listener").asText()).isEqualTo("a\"b\\c\u007f\t");
        assertThat(told.path("client").asText()).isEqualTo("é");
        assertThat(told.path("identity").asText()).isEqualTo("\uD83D\uDDDD");
    }

    @Test
    void aLineMakesNoGarbage() {
        FakeOperation search = FakeOperation.search();
        byte[] ofAlice = line.of(FakeSession.ALICE);

        assertThat(AllocatedBytes.perCall(() -> line.encode(ofAlice, FakeSession.ALICE.identity(), search)))
                .isLessThan(1.0);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }

    private JsonNode read(FakeOperation operation) {
        try {
            return parsed(FakeSession.ALICE, operation);
        } catch (IOException e) {
            throw new AssertionError("not JSON", e);
        }
    }

    private JsonNode parsed(SessionFacts session, FakeOperation operation) throws IOException {
        return JSON.readTree(encode(session, operation));
    }

    private String encode(SessionFacts session, FakeOperation operation) {
        line.encode(line.of(session), session.identity(), operation);
        return new String(line.bytes(), 0, line.length(), StandardCharsets.UTF_8);
    }
}
