package io.dirgate.certtool.directory;

import io.dirgate.certtool.directory.DesiredState.Ca;
import io.dirgate.certtool.directory.DesiredState.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The steps from what a directory is to what it should be: register what is missing, turn the switch, deregister what is
 * too much. All is looked at and checked before the first step is taken.
 */
final class Plan {
    private interface Action {
        void run() throws InterruptedException;
    }

    private record Step(String words, Action action) {}

    private final Directories directories;
    private final String id;
    private final RegisteredCertificates registered;
    private final Poll poll;
    private final List<Step> steps = new ArrayList<>();

    Plan(Directories directories, String directoryId, Poll poll) {
        this.directories = directories;
        this.id = directoryId;
        this.registered = new RegisteredCertificates(directories, directoryId);
        this.poll = poll;
    }

    /**
     * Adds what a section needs.
     *
     * @param source the file with the section; certificates are named relative to it
     */
    void add(Purpose purpose, @Nullable Section section, Path source, Instant now) throws IOException {
        if (section == null) {
            return;
        }
        List<RegisteredView> present = registered.list().stream()
                .filter(each -> each.isPresent() && each.is(purpose))
                .toList();
        List<X509Certificate> wanted = new ArrayList<>();
        for (Ca ca : section.cas()) {
            X509Certificate certificate = CaFileOption.readOne(source.resolveSibling(ca.file()));
            wanted.add(certificate);
            if (present.stream().noneMatch(each -> each.looksLike(certificate))) {
                registered.check(certificate, ca.ocspUrl(), now, note -> {});
                step("register " + ca.file() + " for " + purpose, () -> {
                    String certificateId = registered.register(certificate, purpose, ca.ocspUrl());
                    registered.waitUntilRegistered(certificateId, poll);
                });
            }
        }
        if (section.enabled() != null) {
            turn(purpose, section.enabled());
        }
        if (section.prune()) {
            for (RegisteredView each : present) {
                if (wanted.stream().noneMatch(each::looksLike)) {
                    step(
                            "deregister " + each.id() + " (" + each.commonName() + ") from " + purpose,
                            () -> registered.deregister(each.id()));
                }
            }
        }
    }

    private void turn(Purpose purpose, boolean on) {
        if (purpose == Purpose.LDAPS) {
            ClientLdaps ldaps = new ClientLdaps(directories, id);
            String wanted = on ? "Enabled" : "Disabled";
            if (!ldaps.status().status().equals(wanted)) {
                step((on ? "enable" : "disable") + " client-side LDAPS", () -> {
                    if (on) {
                        ldaps.enable();
                    } else {
                        ldaps.disable();
                    }
                    ldaps.waitFor(wanted, poll);
                });
            }
            return;
        }
        SmartCards cards = new SmartCards(directories, id);
        if (cards.areEnabled() != on) {
            step((on ? "enable" : "disable") + " smart cards", on ? cards::enable : cards::disable);
        }
    }

    private void step(String words, Action action) {
        steps.add(new Step(words, action));
    }

    /** What is to be done, in order; empty if the directory is as it should be. */
    List<String> steps() {
        return steps.stream().map(Step::words).toList();
    }

    void carryOut(Consumer<String> progress) throws InterruptedException {
        for (Step step : steps) {
            progress.accept(step.words + " ...");
            step.action.run();
        }
    }
}
