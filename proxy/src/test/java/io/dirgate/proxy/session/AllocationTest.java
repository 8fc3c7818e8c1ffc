package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.ldap.LdapText;
import io.dirgate.proxy.observe.AllocatedBytes;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

/** A search through the session to its lease, and the response back. */
class AllocationTest {
    private static final int SEARCHES = 300;
    private static final byte[] SEARCH = LdapText.encode("2 search dc=x");

    /** In bytes: what the test's own channels may add. */
    private static final int TOLERANCE = 100;

    @Test
    void nothingIsAllocatedThatGrowsWithTheResponse() {
        byte[] small = response(1, 10);
        byte[] large = response(1, 10_000);
        byte[] many = response(50, 10);
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            double ofSmall = Double.MAX_VALUE;
            double ofLarge = Double.MAX_VALUE;
            double ofMany = Double.MAX_VALUE;
            for (int i = 0; i < 20; i++) {
                ofSmall = Math.min(ofSmall, search(session, dc1, small));
                ofLarge = Math.min(ofLarge, search(session, dc1, large));
                ofMany = Math.min(ofMany, search(session, dc1, many));
            }
            assertThat(ofLarge).as("bytes for a large entry").isLessThan(ofSmall + TOLERANCE);
            assertThat(ofMany).as("bytes for many entries").isLessThan(ofSmall + TOLERANCE);
        }
    }

    /** @return bytes a search */
    private static double search(SessionHarness session, Peer server, byte[] response) {
        return AllocatedBytes.perCall(
                () -> {
                    session.client(SEARCH);
                    server.receivedBytes();
                    server.send(response);
                    if (session.discardAnswers() != response.length) {
                        throw new IllegalStateException("the response did not arrive whole");
                    }
                    session.logged();
                },
                SEARCHES);
    }

    private static byte[] response(int entries, int value) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < entries; i++) {
            all.writeBytes(LdapText.encode("2 entry cn=a description=" + "x".repeat(value)));
        }
        all.writeBytes(LdapText.encode("2 searchDone 0"));
        return all.toByteArray();
    }
}
