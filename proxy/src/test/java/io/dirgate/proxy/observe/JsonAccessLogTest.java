package io.dirgate.proxy.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(30)
class JsonAccessLogTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(JsonAccessLog.class);

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @AfterEach
    void stopListening() {
        LOGGER.detachAppender(said);
    }

    @Test
    void aLineIsInTheFileSoonAlthoughTrafficStops() throws IOException {
        Path file = folder.resolve("access.log");
        try (JsonAccessLog log = JsonAccessLog.toFile(file, Clock.systemUTC())) {
            log.of(FakeSession.ALICE).operation(FakeOperation.search());

            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(Files.readAllLines(file)).hasSize(1));
        }
    }

    @Test
    void closeWritesEverything() throws IOException {
        Path file = folder.resolve("access.log");
        JsonAccessLog log = JsonAccessLog.toFile(file, Clock.systemUTC());
        for (int i = 0; i < 200; i++) {
            log.of(FakeSession.ALICE).operation(FakeOperation.search());
        }

        log.close();

        assertThat(Files.readAllLines(file)).hasSize(200);
        assertThat(log.droppedLines()).isZero();
    }

    @Test
    void linesOfManyThreadsAreWholeAndInTheOrderOfEach() throws Exception {
        Path file = folder.resolve("access.log");
        JsonAccessLog log = JsonAccessLog.toFile(file, Clock.systemUTC());
        int perThread = 300;
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            FakeSession session = new FakeSession(t, "ldaps", "192.0.2.7:1", null, null, null);
            threads.add(new Thread(() -> {
                FakeOperation search = FakeOperation.search();
                for (int i = 0; i < perThread; i++) {
                    search.messageId = i;
                    log.of(session).operation(search);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        log.close();

        Map<Integer, List<Integer>> messageIds = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode json = JSON.readTree(line);
            messageIds
                    .computeIfAbsent(json.get("session").asInt(), session -> new ArrayList<>())
                    .add(json.get("messageId").asInt());
        }
        assertThat(messageIds).hasSize(4);
        assertThat(messageIds.values()).allSatisfy(ids -> assertThat(ids)
                .containsExactlyElementsOf(IntStream.range(0, perThread).boxed().toList()));
    }

    @Test
    void aStuckDiskCostsLinesButNeverHoldsTheCallerUp() throws IOException {
        StuckDisk disk = new StuckDisk();
        try (JsonAccessLog log = new JsonAccessLog("stuck", disk, Clock.systemUTC(), 4096)) {
            for (int i = 0; i < 1_000; i++) {
                log.of(FakeSession.ALICE).operation(FakeOperation.search());
            }

            assertThat(log.droppedLines()).isBetween(980L, 995L);
            disk.recover();
        }
        assertThat(disk.lines()).hasSizeBetween(5, 20);
    }

    @Test
    void afterADiskWasFullTheLinesThatWereKeptAreWrittenWholeAndTheLossIsSaidOnce() throws IOException {
        FullDisk disk = new FullDisk(100);
        listen();
        JsonAccessLog log = new JsonAccessLog("/var/log/dirgate/access.log", disk, Clock.systemUTC(), 4096);
        for (int i = 0; i < 50; i++) {
            log.of(FakeSession.ALICE).operation(FakeOperation.search());
        }
        await().until(() -> disk.failures.get() > 1);
        disk.room.set(Integer.MAX_VALUE);
        log.close();

        assertThat(disk.lines()).hasSize((int) (50 - log.droppedLines()));
        for (String line : disk.lines()) {
            assertThat(JSON.readTree(line).path("op").asText()).isEqualTo("search");
        }
        assertThat(said.list).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage()).isEqualTo("access log cannot keep up");
            assertThat(event.getKeyValuePairs().toString())
                    .contains("/var/log/dirgate/access.log")
                    .contains("No space left on device");
        });
    }

    @Test
    void theKernelsFullDeviceIsSurvived() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "this system has no /dev/full");
        try (JsonAccessLog log = JsonAccessLog.toFile(full, Clock.systemUTC())) {
            listen();
            log.of(FakeSession.ALICE).operation(FakeOperation.search());

            await().until(() -> !said.list.isEmpty());
        }
    }

    @Test
    void loggingAnOperationMakesNoGarbageWithItsCaller() throws IOException {
        FakeOperation search = FakeOperation.search();
        try (JsonAccessLog log = JsonAccessLog.toFile(Path.of("/dev/null"), Clock.systemUTC())) {
            AccessLog.OfSession alice = log.of(FakeSession.ALICE);
            assertThat(AllocatedBytes.perCall(() -> alice.operation(search))).isLessThan(1.0);
        }
    }

    private void listen() {
        said.list = new CopyOnWriteArrayList<>();
        said.start();
        LOGGER.addAppender(said);
    }

    private abstract static class MemoryDisk implements WritableByteChannel {
        /** Written by the log's thread, read after the log was closed. */
        private final StringBuilder text = new StringBuilder();

        final int take(ByteBuffer lines, int bytes) {
            for (int i = 0; i < bytes; i++) {
                text.append((char) lines.get());
            }
            return bytes;
        }

        final List<String> lines() {
            return text.toString().lines().toList();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private static final class StuckDisk extends MemoryDisk {
        private final CountDownLatch recovered = new CountDownLatch(1);

        @Override
        public int write(ByteBuffer lines) throws IOException {
            try {
                recovered.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return take(lines, lines.remaining());
        }

        void recover() {
            recovered.countDown();
        }
    }

    private static final class FullDisk extends MemoryDisk {
        private final AtomicInteger room;
        private final AtomicInteger failures = new AtomicInteger();

        FullDisk(int room) {
            this.room = new AtomicInteger(room);
        }

        @Override
        public int write(ByteBuffer lines) throws IOException {
            if (room.get() == 0) {
                failures.incrementAndGet();
                throw new IOException("No space left on device");
            }
            int bytes = take(lines, Math.min(room.get(), lines.remaining()));
            room.addAndGet(-bytes);
            return bytes;
        }
    }
}
