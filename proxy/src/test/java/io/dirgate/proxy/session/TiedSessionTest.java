package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session moves to another server only if its client can take the one for the other, and never in silence. */
@ExtendWith(NoLeaks.class)
class TiedSessionTest {
    @ParameterizedTest
    @ValueSource(strings = {"2 search dc=x (uSNChanged>=7)", "2 search - (cn=a) highestCommittedUSN", "2 dirSync dc=x"})
    void aClientWithStateOfItsServerIsClosedWithIt(String search) {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client(search);
            dc1.send("2 searchDone 0");
            session.client("3 search dc=x");
            session.answers();
            session.takeDown("dc1");
            dc1.hangUp();

            assertThat(session.answers()).isEmpty();
            assertThat(session.isClosed()).isTrue();
            assertThat(session.wantsNoConnection()).isTrue();
            assertThat(session.counted()).contains("sessionClosed listener tiedServerLost");
        }
    }

    @Test
    void aClientThatWaitsForChangesIsClosedWithItsServer() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 notify dc=x");
            dc1.hangUp();
            assertThat(session.isClosed()).isTrue();
        }
    }

    @Test
    void aClientThatNoLongerWaitsForChangesMoves() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 notify dc=x", "3 abandon 2", "4 search dc=x");
            session.takeDown("dc1");
            dc1.hangUp();
            assertThat(session.accept().host()).isEqualTo("dc2");
        }
    }

    @Test
    void aTiedSessionComesBackToItsServerAfterARefusedBind() {
        try (SessionHarness session = SessionHarness.open()) {
            tie(session);
            session.takeDown("dc1");
            session.client("4 search dc=x");

            assertThat(session.accept().host()).isEqualTo("dc1");
        }
    }

    @Test
    void aTiedSessionEndsIfItsServerCannotBeHad() {
        try (SessionHarness session = SessionHarness.open()) {
            tie(session);
            session.client("4 search dc=x");
            session.asked().fail(Loss.Kind.CONNECT_FAILED);

            assertThat(session.answers()).containsExactly("4 searchDone 52");
            assertThat(session.counted()).contains("sessionClosed listener noDirectory");
            assertThat(session.wantsNoConnection()).isTrue();
        }
    }

    /** Has read an update sequence number; then the connection is closed because a bind was refused. */
    private static void tie(SessionHarness session) {
        Peer dc1 = session.bind();
        session.client("2 search - (cn=a) highestCommittedUSN");
        dc1.send("2 searchDone 0");
        session.client("3 bind cn=u1 wrong");
        dc1.send("3 bindDone 49");
        session.answers();
    }

    @Test
    void everyMoveIsLoggedAndCounted() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            session.takeDown("dc1");
            dc1.hangUp();
            session.accept().send("1 bindDone 0");

            assertThat(session.counted()).contains("sessionMoved dc1:389 dc2:389");
            assertThat(session.said())
                    .filteredOn(line -> line.contains("session moved to another directory server"))
                    .singleElement()
                    .asString()
                    .contains("dc1:389", "dc2:389", "closed");
        }
    }

    @Test
    void aSessionThatComesBackToItsServerHasNotMoved() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("3 bind cn=u1 wrong");
            dc1.send("3 bindDone 49");
            session.client("4 bind cn=u1 secret");
            assertThat(session.accept().host()).isEqualTo("dc1");
            assertThat(session.counted()).noneMatch(count -> count.startsWith("sessionMoved"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 search dc=x (uSNChanged>=7)", "2 notify dc=x"})
    void aSessionIsNotTiedToAServerThatItHadLostBefore(String search) {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.takeDown("dc1");
            dc1.hangUp();
            session.client(search);
            assertThat(session.accept().host()).isEqualTo("dc2");
        }
    }
}
