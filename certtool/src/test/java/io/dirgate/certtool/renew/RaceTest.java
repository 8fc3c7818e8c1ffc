package io.dirgate.certtool.renew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.StoppedProcess;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes at work in one folder: the first is stopped before each of its changes in turn, the second runs meanwhile. */
class RaceTest {
    @TempDir
    Path folder;

    Path ca;
    Path live;
    final AtomicReference<Thread> second = new AtomicReference<>();
    final ExecutorService runner = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "second");
        second.set(thread);
        return thread;
    });

    @BeforeEach
    void issue() {
        ca = folder.resolve("ca");
        live = folder.resolve("live");
        Cli.ok("ca", "init", "--dir", ca, "--name", "Root", "--no-passphrase");
        Cli.ok("ca", "issue", "--dir", ca, "--name", "ldap.example.com", "--out-dir", live);
    }

    @AfterEach
    void end() {
        runner.shutdownNow();
    }

    @Test
    void twoRenewalsLeaveOneWholePairWhereverTheFirstIsStopped() throws Exception {
        Object[] renew = {"renew", "--out-dir", live, "--dir", ca, "--now"};
        race(renew, renew);
    }

    @Test
    void anIssueDuringARenewalLeavesOneWholePair() throws Exception {
        race(
                new Object[] {"renew", "--out-dir", live, "--dir", ca, "--now"},
                new Object[] {"ca", "issue", "--dir", ca, "--name", "ldap.example.com", "--out-dir", live, "--force"});
    }

    @Test
    void aKilledRenewalHindersNobodyAndItsLeftoversGo() throws Exception {
        for (int step : new int[] {1, 5, 12}) {
            try (StoppedProcess first = new StoppedProcess()) {
                first.begin(step, "renew", "--out-dir", live, "--dir", ca, "--now");
                assertThat(first.awaitStop()).isTrue();
                first.kill();
            }
            assertWholePair();
            Cli.ok("renew", "--out-dir", live, "--dir", ca, "--now");
            assertWholePair();
            assertNoLeftovers();
        }
    }

    @Test
    void twoCasMadeInOneFolderAreOneCa() throws Exception {
        Object[] init = {"ca", "init", "--dir", folder.resolve("new"), "--name", "New", "--no-passphrase"};
        try (StoppedProcess first = new StoppedProcess()) {
            first.begin(3, init);
            assertThat(first.awaitStop()).isTrue();
            CompletableFuture<Cli> later = runBeside(init);
            assertThat(first.finish()).isZero();
            assertThat(later.get(60, TimeUnit.SECONDS).err()).contains("is not empty");
            Cli.ok("ca", "crl", "--dir", folder.resolve("new"));
        }
    }

    private void race(Object[] one, Object[] other) throws Exception {
        try (StoppedProcess first = new StoppedProcess()) {
            boolean stopped = true;
            for (int step = 0; stopped; step++) {
                first.begin(step, one);
                stopped = first.awaitStop();
                CompletableFuture<Cli> later = stopped ? runBeside(other) : CompletableFuture.completedFuture(null);
                assertThat(first.finish()).as("first, stopped at %d", step).isZero();
                Cli ran = later.get(60, TimeUnit.SECONDS);
                if (ran != null) {
                    assertThat(ran.exitCode())
                            .as("second, first stopped at %d: %s", step, ran)
                            .isZero();
                }
                assertWholePair();
                assertNoLeftovers();
                assertThat(Cli.ok("renew", "--out-dir", live, "--dir", ca).out())
                        .as("stopped at %d", step)
                        .contains("kept");
                assertThat(step).isLessThan(60);
            }
        }
    }

    /** Starts it, and returns when it has ended or waits for the folder. */
    private CompletableFuture<Cli> runBeside(Object... words) {
        CompletableFuture<Cli> ran = CompletableFuture.supplyAsync(() -> Cli.run(words), runner);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(30))
                .until(() -> ran.isDone() || waitsForFolder());
        return ran;
    }

    private boolean waitsForFolder() {
        return Arrays.stream(second.get().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("parkNanos"));
    }

    private void assertWholePair() throws IOException {
        X509Certificate leaf = Certificates.read(live.resolve("server.crt")).get(0);
        assertThat(Keys.match(Keys.readPlain(live.resolve("privatekey.pem")), leaf.getPublicKey()))
                .isTrue();
        assertThat(Certificates.read(live.resolve("chain.pem"))).first().isEqualTo(leaf);
    }

    private void assertNoLeftovers() throws IOException {
        try (Stream<Path> entries = Files.list(live)) {
            assertThat(entries.map(entry -> entry.getFileName().toString()).filter(name -> name.startsWith(".")))
                    .as("the link and two sets, the present one and the one before")
                    .hasSize(3)
                    .allMatch(name -> name.startsWith(".privatekey.pem.set"));
        }
    }
}
