package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A gateway is told to end, and the next one starts before it has: clients that come and go lose nothing. */
@ExtendWith(SharedServers.class)
class HandOverIT {
    private static final Duration EXIT = Duration.ofSeconds(20);

    private final SambaController controller;
    private final Loopback loopback;

    @TempDir
    Path folder;

    HandOverIT(SambaDomain domain, Loopback loopback) {
        controller = domain.first();
        this.loopback = loopback;
    }

    @Test
    void nothingFailsWhileOneGatewayReplacesTheOther() {
        GatewaySetup setup =
                new GatewaySetup(folder, loopback).server(controller.plain()).section("shutdown: { delay: 1s }");
        try (GatewayProcess first = GatewayProcess.start(setup);
                Load load = new Load(4, number -> new ShortSession(first.ldaps()));
                GatewayProcess second = first.startNext()) {
            end(first, load);
            try (GatewayProcess third = second.startNext()) {
                end(second, load);
                Tally tally = load.stop();
                assertThat(tally.wrong).as(tally.toString()).isEmpty();
                assertThat(third.log()).contains("another process also listens on this address");
            }
        }
    }

    private static void end(GatewayProcess gateway, Load load) {
        load.awaitRounds(10);
        gateway.process().signal("TERM");
        assertThat(gateway.process().awaitExit(EXIT)).isZero();
        load.awaitRounds(10);
    }

    /** As {@code ldapsearch}: connects, binds, searches, ends, for each round anew. */
    private record ShortSession(Endpoint endpoint) implements Load.Client {
        @Override
        public boolean round(Tally tally) throws Exception {
            try (LDAPConnection connection = UnboundId.bound(endpoint, Corp.ALICE_UPN, Corp.PASSWORD)) {
                int found = connection
                        .search(Corp.MANY, SearchScope.ONE, "(cn=" + Corp.entryName(7) + ")", "cn")
                        .getEntryCount();
                if (found == 1) {
                    tally.right.incrementAndGet();
                } else {
                    tally.wrong.add(found + " entries");
                }
            } catch (LDAPException e) {
                tally.wrong.add(e.getResultCode() + " " + e.getMessage());
            }
            return true;
        }

        @Override
        public void close() {}
    }
}
