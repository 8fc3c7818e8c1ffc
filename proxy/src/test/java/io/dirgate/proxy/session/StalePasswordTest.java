package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.observe.ProxyMetrics;
import io.dirgate.proxy.upstream.Rebinds;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sessions that are bound with a password which has been changed since. */
@ExtendWith(NoLeaks.class)
class StalePasswordTest {
    private final Rebinds rebinds = new Rebinds(ProxyMetrics.NONE);

    @Test
    void aRefusedPasswordIsTriedByNoOtherSession() {
        try (SessionHarness one = open();
                SessionHarness other = open();
                SessionHarness idle = open()) {
            Peer othersServer = other.bind();
            Peer idlesServer = idle.bind();
            Peer dc2 = loseServerOf(one);
            assertThat(dc2.received()).containsExactly("1 bind cn=u1 secret");
            dc2.send("1 bindDone 49");
            assertThat(one.answers()).containsExactly("2 searchDone 52");

            other.client("2 search dc=x");
            othersServer.hangUp();
            assertThat(other.wantsNoConnection()).isTrue();
            assertThat(other.answers()).containsExactly("2 searchDone 52");
            idlesServer.hangUp();
            idle.pass(Duration.ofSeconds(1));
            assertThat(idle.isClosed()).isTrue();
        }
    }

    @Test
    void onlyOneSessionTriesThePasswordAtATime() {
        try (SessionHarness one = open();
                SessionHarness other = open()) {
            Peer ofOne = loseServerOf(one);
            Peer ofOther = loseServerOf(other);
            assertThat(ofOne.received()).containsExactly("1 bind cn=u1 secret");
            assertThat(ofOther.received()).isEmpty();

            ofOne.send("1 bindDone 0");
            other.settle();
            assertThat(ofOther.received()).containsExactly("1 bind cn=u1 secret");
            ofOther.send("1 bindDone 0");
            assertThat(ofOther.received()).containsExactly("2 search dc=x");
        }
    }

    @Test
    void theNextTriesWhenTheFirstIsGone() {
        try (SessionHarness one = open();
                SessionHarness other = open()) {
            loseServerOf(one).received();
            Peer ofOther = loseServerOf(other);
            one.hangUp();
            other.settle();
            assertThat(ofOther.received()).containsExactly("1 bind cn=u1 secret");
        }
    }

    @Test
    void aSessionThatWaitsEndsWithTheRefusalOfAnother() {
        try (SessionHarness one = open();
                SessionHarness other = open()) {
            Peer ofOne = loseServerOf(one);
            Peer ofOther = loseServerOf(other);
            ofOne.send("1 bindDone 49");
            other.settle();

            assertThat(other.answers()).containsExactly("2 searchDone 52");
            assertThat(ofOther.received()).doesNotContain("1 bind cn=u1 secret");
            assertThat(other.counted()).contains("sessionClosed listener rebindRefused");
        }
    }

    @Test
    void aClientThatBindsAnewWithItMakesItGoodAgain() {
        try (SessionHarness one = open();
                SessionHarness other = open();
                SessionHarness anew = open()) {
            Peer othersServer = other.bind();
            loseServerOf(one).send("1 bindDone 49");
            anew.bind();

            other.client("2 search dc=x");
            othersServer.hangUp();
            other.settle();
            assertThat(other.accept().received()).containsExactly("1 bind cn=u1 secret");
        }
    }

    /** The password that was kept has been overwritten by then. */
    @Test
    void aSessionWhoseClientBindsAnewDoesNotRepeatTheOldBindWhenItsTurnComes() {
        try (SessionHarness one = open();
                SessionHarness other = open()) {
            Peer ofOne = loseServerOf(one);
            Peer ofOther = loseServerOf(other);
            other.client("3 abandon 2", "4 bind cn=u2 secret");
            ofOne.send("1 bindDone 0");
            other.settle();
            assertThat(ofOther.received()).containsExactly("4 bind cn=u2 secret");
        }
    }

    private SessionHarness open() {
        return SessionHarness.setup().rebinds(rebinds).open();
    }

    /** Bound as {@code cn=u1} with a search in flight, the session loses its server, and is connected to the other one. */
    private static Peer loseServerOf(SessionHarness session) {
        Peer dc1 = session.bind();
        session.client("2 search dc=x");
        session.takeDown("dc1");
        dc1.hangUp();
        session.settle();
        Peer dc2 = session.accept();
        session.settle();
        return dc2;
    }
}
