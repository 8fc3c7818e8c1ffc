package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.backend.ScriptedServers.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which paging cookies a session takes. */
@ExtendWith(NoLeaks.class)
class PagedSearchTest {
    @Test
    void anOuterSearchGoesOnAfterManyPagesOfAnInnerOne() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            page(session, dc1, "2 page ou=outer", "2 pageDone outer");
            page(session, dc1, "3 page ou=inner", "3 pageDone inner0");
            for (int page = 0; page < 100; page++) {
                page(session, dc1, "3 page ou=inner inner" + page, "3 pageDone inner" + (page + 1));
            }
            page(session, dc1, "4 page ou=outer outer", "4 pageDone -");
            assertThat(session.answers()).doesNotContain("4 searchDone 53").contains("4 pageDone");
        }
    }

    @Test
    void aPageThatTheDirectoryRefusedMayBeAskedForAgain() {
        try (SessionHarness session = SessionHarness.open()) {
            Peer dc1 = session.bind();
            page(session, dc1, "2 page ou=outer", "2 pageDone c");
            page(session, dc1, "3 page ou=outer c", "3 searchDone 51");
            page(session, dc1, "4 page ou=outer c", "4 pageDone -");
            assertThat(session.answers()).contains("4 pageDone");
        }
    }

    @Test
    void aCookieOfNoSearchIsRefused() {
        try (SessionHarness session = SessionHarness.open()) {
            session.bind();
            session.client("2 page ou=outer invented");
            assertThat(session.answers()).containsExactly("2 searchDone 53");
        }
    }

    private static void page(SessionHarness session, Peer server, String request, String answer) {
        session.client(request);
        server.send(answer);
    }
}
