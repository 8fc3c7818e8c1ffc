package io.dirgate.proxy.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PagingCookiesTest {
    private final PagingCookies cookies = new PagingCookies();

    @Test
    void outerSearchSurvivesManyPagesOfAnInnerOneWithACookieForEachPage() {
        cookies.issued(cookie("outer"));
        for (int page = 0; page < 1_000; page++) {
            cookies.issued(cookie("inner " + page));
            cookies.used(cookie("inner " + page));
        }
        assertThat(cookies.isKnown(cookie("outer"))).isTrue();
    }

    @Test
    void outerSearchSurvivesManyPagesOfAnInnerOneWithOneCookieForAll() {
        cookies.issued(cookie("1"));
        for (int page = 0; page < 1_000; page++) {
            cookies.issued(cookie("2"));
        }
        assertThat(cookies.isKnown(cookie("1"))).isTrue();
        assertThat(cookies.isKnown(cookie("2"))).isTrue();
    }

    @Test
    void usedCookieIsNotKnown() {
        cookies.issued(cookie("1"));
        cookies.issued(cookie("1"));
        cookies.used(cookie("1"));
        assertThat(cookies.isKnown(cookie("1"))).isFalse();
    }

    @Test
    void oldestSearchIsForgottenWhenTooManyAreBegun() {
        for (int search = 0; search <= 64; search++) {
            cookies.issued(cookie("search " + search));
        }
        assertThat(cookies.isKnown(cookie("search 0"))).isFalse();
        assertThat(cookies.isKnown(cookie("search 1"))).isTrue();
    }

    private static ByteBuf cookie(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }
}
