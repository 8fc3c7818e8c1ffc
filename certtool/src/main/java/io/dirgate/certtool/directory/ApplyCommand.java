package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool directory apply}. */
@Command(
        name = "apply",
        description = {
            "Apply a file with the LDAPS and smart-card settings of a directory. A second run changes" + " nothing.",
            "Registers new CA certificates before it deregisters old ones, so LDAPS always works."
        },
        footerHeading = "%nExample file:%n",
        footer = {
            "  directoryId: d-1234567890",
            "  ldaps:",
            "    enabled: true",
            "    certificates:",
            "      - file: ca.pem          # beside this file",
            "    prune: true               # deregister others",
            "  smartCards:",
            "    enabled: false",
            "",
            "  certtool directory apply --file ldaps.yaml --dry-run"
        })
final class ApplyCommand extends AwsVerb {
    /** The steps that were taken, or with {@code dryRun} would be. */
    record Report(String directoryId, boolean dryRun, List<String> steps) {}

    @Option(names = "--file", required = true, paramLabel = "FILE", description = "The settings (YAML).")
    private Path file;

    @Option(names = "--dry-run", description = "Say what would be done, but change nothing.")
    private boolean dryRun;

    @Mixin
    private WaitOptions wait;

    @Override
    protected Outcome run(AwsClients aws) throws Exception {
        DesiredState desired = DesiredState.read(file);
        Plan plan = new Plan(new Directories(aws.directory()), desired.directoryId(), wait.poll(this::note));
        Path source = file.toAbsolutePath();
        plan.add(Purpose.LDAPS, desired.ldaps(), source, context().clock().instant());
        plan.add(
                Purpose.SMART_CARD,
                desired.smartCards(),
                source,
                context().clock().instant());
        List<String> steps = plan.steps();
        if (!dryRun) {
            plan.carryOut(this::note);
        }
        report(new Report(desired.directoryId(), dryRun, steps), () -> {
            if (steps.isEmpty()) {
                out().println(desired.directoryId() + " is as " + file + " says; nothing to do");
            } else {
                steps.forEach(step -> out().println((dryRun ? "would " : "did ") + step));
            }
        });
        return Outcome.FINE;
    }
}
