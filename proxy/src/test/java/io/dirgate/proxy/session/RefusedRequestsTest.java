package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import io.dirgate.proxy.config.StartTls;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that cannot go on now, or not at all. */
@ExtendWith(NoLeaks.class)
class RefusedRequestsTest {
    @Test
    void requestsThatAreManyBehindABindAreReadOnceItIsAnswered() {
        List<String> searches =
                IntStream.range(2, 42).mapToObj(id -> id + " search dc=x").toList();
        try (SessionHarness session = SessionHarness.open()) {
            session.client(Stream.concat(Stream.of("1 bind cn=u1 secret"), searches.stream())
                    .toArray(String[]::new));
            Peer dc1 = session.accept();
            assertThat(dc1.received()).containsExactly("1 bind cn=u1 secret");
            assertThat(session.isRead()).isFalse();

            dc1.send("1 bindDone 0");
            session.settle();
            assertThat(dc1.received()).containsExactlyElementsOf(searches);
            assertThat(session.isRead()).isTrue();
        }
    }

    @Test
    void startTlsIsRefusedWhereTlsIsOn() {
        try (SessionHarness session = SessionHarness.setup().tlsFirst().open()) {
            session.secure();
            session.client("1 startTls");
            assertThat(session.answers()).containsExactly("1 extendedDone 1");
            assertThat(session.diagnostics()).containsExactly("TLS is already active");
        }
    }

    @Test
    void startTlsAndBindAreRefusedWhileAChangeNotificationIsOpen() {
        try (SessionHarness session =
                SessionHarness.setup().startTls(StartTls.OPTIONAL).open()) {
            session.bind();
            session.client("2 notify dc=x", "3 startTls", "4 bind cn=u1 secret");
            assertThat(session.answers()).containsExactly("3 extendedDone 1", "4 bindDone 51");
        }
    }

    @Test
    void aSessionThatWasBoundInClearStaysBoundBehindTls() {
        try (SessionHarness session =
                SessionHarness.setup().startTls(StartTls.OPTIONAL).open()) {
            session.bind();
            session.client("2 startTls");
            session.secure();
            assertThat(session.identity()).isEqualTo("cn=u1");
        }
    }

    @Test
    void abandonOfABindIsNotHeard() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 bind cn=u1 secret", "2 abandon 1");
            Peer dc1 = session.accept();
            dc1.send("1 bindDone 0");
            assertThat(session.answers()).containsExactly("1 bindDone 0");
        }
    }

    @Test
    void abandonOfABindThatWaitsIsNotHeard() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x", "3 bind cn=u2 secret", "4 abandon 3", "5 abandon 7");
            dc1.send("2 searchDone 0");
            assertThat(dc1.received()).containsExactly("2 search dc=x", "3 bind cn=u2 secret");
        }
    }

    @Test
    void aServerThatIsTooBusyToRepeatTheBindFailsWhatWaitsAndNotTheSession() {
        try (SessionHarness session = SessionHarness.setup().servers("dc1").open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            dc1.hangUp();
            Peer again = session.accept();
            assertThat(again.received()).containsExactly("1 bind cn=u1 secret");
            again.send("1 bindDone 51");
            assertThat(session.answers()).containsExactly("2 searchDone 52");
            assertThat(session.endedFor()).isNull();
        }
    }

    @Test
    void aBindThatCameMeanwhileFailsWithIt() {
        try (SessionHarness session = SessionHarness.setup().servers("dc1").open()) {
            Peer dc1 = session.bind();
            session.client("2 search dc=x");
            dc1.hangUp();
            Peer again = session.accept();
            session.client("3 abandon 2", "4 bind cn=u2 secret");
            again.send("1 bindDone 51");
            assertThat(session.answers()).containsExactly("4 bindDone 52");
            assertThat(session.endedFor()).isNull();
            assertThat(session.identity()).isNull();
        }
    }

    @Test
    void aRefusedSaslBindWithoutAnIdentityLeavesTheSessionAnonymous() {
        try (SessionHarness session = SessionHarness.open()) {
            session.client("1 sasl ANONYMOUS");
            session.accept().send("1 bindDone 49");
            assertThat(session.answers()).containsExactly("1 bindDone 49");
            assertThat(session.identity()).isNull();
        }
    }

    @Test
    void aReferenceReachesTheClientPastAFilterThatDoesNotWantIt() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            session.client("2 rootDse");
            dc1.send("2 reference ldap://elsewhere/", "2 entry - cn=a", "2 searchDone 0");
            assertThat(session.answers()).hasSize(3).first().isEqualTo("2 reference ldap://elsewhere/");
        }
    }

    @Test
    void aRequestInPartIsOwedWhenTheClientLeaves() {
        try (SessionHarness session = SessionHarness.bound()) {
            session.client(new byte[] {0x30, 0x20, 2, 1});
            session.hangUp();
            assertThat(session.said()).anyMatch(line -> line.contains("before it received all answers"));
        }
    }
}
