package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.netty.handler.codec.DecoderException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShortTracesTest {
    private final LoggerContext context = new LoggerContext();
    private final ShortTraces traces = new ShortTraces();

    @BeforeEach
    void start() {
        traces.setContext(context);
        traces.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private String trace(String logger, Throwable thrown) {
        return traces.convert(new LoggingEvent("", context.getLogger(logger), Level.WARN, "a message", thrown, null));
    }

    @Test
    void whatAPeerDidIsOneLineOfALibrary() {
        Throwable thrown = new DecoderException(new SSLHandshakeException("certificate_unknown"));

        assertThat(trace("io.netty.channel.DefaultChannelPipeline", thrown).lines())
                .containsExactly("javax.net.ssl.SSLHandshakeException: certificate_unknown");
    }

    @Test
    void aDefectHasItsTrace() {
        assertThat(trace("io.netty.util.concurrent.DefaultPromise", new IllegalStateException("defect")))
                .contains("\tat ");
        assertThat(trace("io.dirgate.proxy.session.ClientSession", new DecoderException("ours")))
                .contains("\tat ");
    }
}
