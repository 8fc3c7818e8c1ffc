package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogFormatTest {
    @Test
    void anEventIsOneLineWithItsKeysAlthoughTheClientSentControlCharacters() throws JoranException {
        List<String> lines = logged("INFO", log -> {
            log.atInfo()
                    .addKeyValue("session", 7)
                    .addKeyValue("dn", "cn=a b\n2026-01-01 INFO forged \u001b[2J\u009b\u2028\" session=\"8")
                    .log("bind refused");
            log.debug("not for operators");
        });

        assertThat(lines)
                .singleElement()
                .asString()
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO  Session: bind refused"
                                + " session=\"7\" dn=\"cn=a b\\?2026-01-01 INFO forged \\?\\[2J\\?\\?\\\\\" session=\\\\\"8\"");
    }

    @Test
    void theLevelIsSetFromOutside() throws JoranException {
        assertThat(logged("DEBUG", log -> log.debug("details"))).hasSize(1);
        assertThat(logged("ERROR", log -> log.warn("details"))).isEmpty();
    }

    private static List<String> logged(String level, Consumer<Logger> events) throws JoranException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream realError = System.err;
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("DIRGATE_LOG_LEVEL", level);
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
            events.accept(context.getLogger("io.dirgate.proxy.session.Session"));
        } finally {
            // Only now is all written.
            context.stop();
            System.setErr(realError);
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
