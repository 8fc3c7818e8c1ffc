package io.dirgate.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dirgate.bench.peer.Certificate;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load against the canned server, without a proxy between them: a benchmark that overlooks a wrong answer measures nothing. */
class LoadTest {
    private static final CannedAnswer TWO = new CannedAnswer("people", 2, 100);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private MultiThreadIoEventLoopGroup loops;
    private EventLoop loop;
    private SslContext tls;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Epoll.isAvailable(), "the load generator is for Linux");
        loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        loop = loops.next();
        Certificate certificate = Certificate.issue(folder, Certificate.Key.ECDSA);
        tls = SslContextBuilder.forServer(
                        certificate.certificate().toFile(),
                        certificate.privateKey().toFile())
                .sslProvider(SslProvider.OPENSSL)
                .build();
    }

    @AfterEach
    void stop() {
        if (loops != null) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void rightAnswersAreCountedAndNoneIsLeft() throws Exception {
        assertThat(run(TWO, target -> new ClosedLoop(target, 3, 4, TWO.search())))
                .isNull();
    }

    @Test
    void aResultLargerThanAnyBufferArrivesWhole() throws Exception {
        CannedAnswer answer = new CannedAnswer("many", 300, 700);

        assertThat(run(answer, target -> new ClosedLoop(target, 2, 2, answer.search())))
                .isNull();
    }

    @Test
    void sessionsComeToTheirEnd() throws Exception {
        assertThat(run(TWO, target -> new Sessions(target, 2, Operation.bind(), TWO.search())))
                .isNull();
    }

    @Test
    void requestsAtAFixedRateAreAnswered() throws Exception {
        assertThat(run(TWO, target -> new OpenLoop(target, 2, 2_000, TWO.search())))
                .isNull();
    }

    @Test
    void aMissingEntryFailsTheRun() throws Exception {
        assertThat(run(new CannedAnswer("people", 1, 100), target -> new ClosedLoop(target, 1, 1, TWO.search())))
                .contains("after 1 entries in place of 2");
    }

    @Test
    void anEntryOfAnotherLengthFailsTheRun() throws Exception {
        assertThat(run(new CannedAnswer("people", 2, 101), target -> new ClosedLoop(target, 1, 1, TWO.search())))
                .contains("bytes in place of");
    }

    @Test
    void anErrorResultFailsTheRun() throws Exception {
        assertThat(run(new CannedAnswer("elsewhere", 2, 100), target -> new ClosedLoop(target, 1, 1, TWO.search())))
                .contains("result code 32");
    }

    @Test
    void aClosedConnectionFailsTheRun() throws Exception {
        Operation answeredUnbind = new Operation("unbind", Operation.unbind().request(), Operation.BIND_RESPONSE, 0, 0);

        assertThat(run(TWO, target -> new ClosedLoop(target, 1, 1, answeredUnbind)))
                .contains("closed with 1 requests unanswered");
    }

    /** What the load says went wrong; null if it did some operations, and then ended. */
    private @Nullable String run(CannedAnswer answer, Function<Target, Load> kind) throws Exception {
        try (CannedServer server = new CannedServer(loop, List.of(answer), tls)) {
            Load load = kind.apply(new Target(loop, server.address(), new ClientTls(false)));
            call(() -> {
                load.start();
                return load;
            });
            await().atMost(LIMIT)
                    .until(() -> call(() ->
                            load.tally().operations() >= 20 || load.tally().failure() != null));
            call(() -> {
                load.stop();
                return load;
            });
            if (call(load.tally()::failure) == null) {
                await().atMost(LIMIT).until(() -> call(load::isOver));
                assertThat(call(load.tally()::unanswered)).isZero();
            }
            return call(load.tally()::failure);
        }
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.submit(task).get();
    }
}
