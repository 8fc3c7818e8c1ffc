package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogQueueTest {
    private final LoggerContext context = new LoggerContext();
    private final LogQueue queue = new LogQueue();
    private final StandardError standardError = new StandardError();
    private final Logger log = context.getLogger("io.dirgate.proxy.session.ClientSession");

    private static final class StandardError extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final CountDownLatch read = new CountDownLatch(1);

        @Override
        protected void append(ILoggingEvent event) {
            try {
                read.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            lines.add(event.getLevel() + " " + event.getFormattedMessage() + " " + event.getKeyValuePairs());
        }
    }

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        standardError.setContext(context);
        standardError.start();
        queue.setContext(context);
        queue.setQueueSize(2048);
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(true);
        queue.addAppender(standardError);
        queue.start();
        log.setLevel(Level.INFO);
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(queue);
    }

    @AfterEach
    void stop() {
        standardError.read.countDown();
        context.stop();
    }

    private List<String> written() {
        standardError.read.countDown();
        queue.stop();
        return standardError.lines;
    }

    private void sessionEnded(int port) {
        log.atWarn()
                .addKeyValue("session", port)
                .addKeyValue("client", "10.1.2.3:" + port)
                .addKeyValue("listener", "ldaps")
                .addKeyValue("reason", "notTls")
                .log("session ended");
    }

    @Test
    void whatAPeerRepeatsIsToldInOneLine() {
        for (int port = 1; port <= 10_000; port++) {
            sessionEnded(port);
        }

        assertThat(written())
                .hasSize(4)
                .last()
                .isEqualTo("WARN session ended (repeated within a minute) [client=\"10.1.2.3\", listener=\"ldaps\","
                        + " reason=\"notTls\", lines=\"9997\"]");
    }

    @Test
    void linesThatNoPeerCausesAreAllWritten() {
        for (int i = 0; i < 100; i++) {
            log.atWarn().addKeyValue("server", "10.0.0.1:389").log("directory server is down");
        }

        assertThat(written()).hasSize(100);
    }

    @Test
    void errorsAreAllWritten() {
        for (int i = 0; i < 100; i++) {
            log.atError().addKeyValue("client", "10.1.2.3:1").log("a session failed; please report this");
        }

        assertThat(written()).hasSize(100);
    }

    @Test
    void atDebugAllIsWritten() {
        log.setLevel(Level.DEBUG);
        for (int port = 1; port <= 100; port++) {
            sessionEnded(port);
        }

        assertThat(written()).hasSize(100);
    }

    @Test
    void whatTheLibrariesRepeatIsToldInOneLine() {
        for (int i = 0; i < 1_000; i++) {
            context.getLogger("io.netty.channel.DefaultChannelPipeline").warn("An exceptionCaught() event was fired");
        }

        assertThat(written()).hasSize(4);
    }

    @Test
    void linesThatFindNoRoomAreCountedAndTold() throws Exception {
        Runnable flood = () -> {
            for (int i = 0; i < 5_000; i++) {
                log.warn("a line of the gateway's own");
            }
        };
        Thread other = new Thread(flood, "other");
        other.start();
        flood.run();
        other.join();
        long dropped = queue.droppedLines();

        List<String> written = written();

        assertThat(dropped).isPositive();
        assertThat(written.stream()
                                .filter(line -> line.contains("a line of the gateway's own"))
                                .count()
                        + dropped)
                .isEqualTo(10_000);
    }

    @Test
    void droppedLinesAreToldOnceThereIsRoom() {
        for (int i = 0; i < 5_000; i++) {
            log.warn("a line of the gateway's own");
        }
        long dropped = queue.droppedLines();
        standardError.read.countDown();
        await().until(() -> queue.getNumberOfElementsInQueue() == 0);

        queue.logSummaries();
        queue.logSummaries();

        assertThat(written().stream().filter(line -> line.contains("were dropped")))
                .containsExactly(
                        "WARN log lines were dropped because standard error was too slow [lines=\"" + dropped + "\"]");
    }
}
