package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries and results far larger than the gateway's heap of 64 MB. */
@Needs({Needs.SLAPD, Needs.LDAPSEARCH})
@ExtendWith(SharedServers.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeResultIT {
    private static final int SLOW_READERS = 6;
    private static final long BOUND = 64L << 20;

    private final Slapd slapd;
    private final Loopback loopback;
    private GatewayProcess gateway;

    LargeResultIT(Slapd slapd, Loopback loopback) {
        this.slapd = slapd;
        this.loopback = loopback;
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        gateway = GatewayProcess.start(new GatewaySetup(folder, loopback)
                .server(slapd.plain())
                .jvmFlag("-Xms64m")
                .jvmFlag("-Xmx64m"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @EnumSource
    void arriveUnchanged(Endpoint.Security security) throws Exception {
        for (String base : new String[] {Slapd.WIDE, Slapd.HUGE}) {
            assertThat(Digests.of(gateway.secured(security), base)).isEqualTo(Digests.of(slapd.plain(), base));
        }
    }

    @Test
    void requestUnderTheLimitIsPassedOnWhole() throws Exception {
        // Samba takes no more than 16 MiB, which is the default limit.
        byte[] value = new byte[15_000_000];
        String dn = "cn=added," + Slapd.HUGE;
        try (LDAPConnection connection = UnboundId.bound(gateway.ldaps(), Slapd.ROOT_DN, Slapd.PASSWORD)) {
            connection.add(
                    dn,
                    new Attribute("objectClass", "inetOrgPerson"),
                    new Attribute("sn", "x"),
                    new Attribute("audio", value));
            byte[] found = UnboundId.entry(connection, dn, "audio").getAttributeValueBytes("audio");
            connection.delete(dn);
            assertThat(found).hasSize(value.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowReadersCostNoMemory(Endpoint.Security security) throws Exception {
        long before = gateway.residentBytes();
        List<Wire> readers = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_READERS; i++) {
                Wire wire = Wire.open(gateway.secured(security));
                readers.add(wire);
                wire.send(Messages.search(2, Slapd.WIDE, SearchScope.ONE, Filter.createPresenceFilter("objectClass")));
                wire.read();
            }
            awaitStandstill();
            assertThat(gateway.residentBytes() - before).isLessThan(BOUND);
            for (Wire wire : readers) {
                assertThat(countEntries(wire)).isEqualTo(Slapd.WIDE_ENTRIES - 1);
            }
        } finally {
            for (Wire wire : readers) {
                wire.close();
            }
        }
        assertThat(gateway.residentBytes() - before).isLessThan(BOUND);
    }

    /** Nobody reads, so after a while nothing more is sent. */
    private void awaitStandstill() {
        double[] last = {-1};
        await().pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    double resident = gateway.residentBytes();
                    boolean still = Math.abs(resident - last[0]) < 100_000;
                    last[0] = resident;
                    return still;
                });
    }

    private static int countEntries(Wire wire) throws IOException {
        int entries = 0;
        LDAPMessage message = wire.read();
        for (; message.getProtocolOpType() == 0x64; message = wire.read()) {
            entries++;
        }
        assertThat(message.getSearchResultDoneProtocolOp().getResultCode()).isZero();
        return entries;
    }
}
