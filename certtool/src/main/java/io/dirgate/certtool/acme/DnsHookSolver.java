package io.dirgate.certtool.acme;

import io.dirgate.certtool.report.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;

/**
 * DNS-01 (RFC 8555 section 8.4) by a program of the user: {@code HOOK present NAME. VALUE} sets the TXT record and returns when
 * the name servers show it, {@code HOOK cleanup NAME. VALUE} removes it. Scripts for lego's exec provider fit.
 */
final class DnsHookSolver implements Solver {
    private static final int LIMIT_MINUTES = 15;

    private record Txt(String name, String value) {}

    private final Path hook;
    private final Consumer<String> note;
    private final Deque<Txt> present = new ConcurrentLinkedDeque<>();

    DnsHookSolver(Path hook, Consumer<String> note) {
        this.hook = hook;
        this.note = note;
    }

    @Override
    public Challenge prepare(Authorization authorization) throws IOException, InterruptedException {
        Dns01Challenge challenge = Solver.dns01(authorization);
        Txt txt = new Txt(challenge.getRRName(authorization.getIdentifier()), challenge.getDigest());
        present.push(txt);
        int exitCode = run("present", txt);
        if (exitCode != 0) {
            throw new Failure(hook + " present " + txt.name + " ended with exit code " + exitCode
                    + "; the record was not set, see what the hook said");
        }
        return challenge;
    }

    private int run(String verb, Txt txt) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(hook.toAbsolutePath().toString(), verb, txt.name, txt.value)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new Failure(hook + " " + verb + " " + txt.name + " did not end within " + LIMIT_MINUTES + " minutes");
        }
        return process.exitValue();
    }

    @Override
    public String advice(String name) {
        return "It asks for the TXT record of _acme-challenge." + name
                + ": the hook must return only when all name servers show it";
    }

    @Override
    public void close() {
        for (Txt txt = present.poll(); txt != null; txt = present.poll()) {
            try {
                int exitCode = run("cleanup", txt);
                if (exitCode != 0) {
                    note.accept("warning: " + hook + " cleanup " + txt.name + " ended with exit code " + exitCode
                            + "; remove the record by hand");
                }
            } catch (IOException | Failure e) {
                note.accept("warning: " + txt.name + " was not removed: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
