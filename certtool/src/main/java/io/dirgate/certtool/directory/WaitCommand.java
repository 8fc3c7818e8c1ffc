package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.report.Failure;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectoryStage;
import software.amazon.awssdk.services.directory.model.EntityDoesNotExistException;

/** {@code certtool directory wait}. */
@Command(
        name = "wait",
        description = "Wait until a directory has reached a stage.",
        footerHeading = "%nExample:%n",
        footer = "  certtool directory wait --directory-id d-1234567890 --stage Active --timeout 45m")
final class WaitCommand extends AwsVerb {
    /** The stage that was reached. */
    record Report(String directoryId, String stage) {}

    private static final Set<String> ENDS = Set.of("Failed", "RestoreFailed", "Deleted");

    @Mixin
    private DirectoryOption directory;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            defaultValue = "Active",
            description = "The stage to wait for. Default: ${DEFAULT-VALUE}.")
    private String stage;

    @Mixin
    private WaitOptions wait;

    @Override
    protected Outcome run(AwsClients aws) throws InterruptedException {
        String id = directory.id();
        if (DirectoryStage.fromValue(stage) == DirectoryStage.UNKNOWN_TO_SDK_VERSION) {
            throw Failure.usage("--stage " + stage + ": there are " + DirectoryStage.knownValues());
        }
        Directories directories = new Directories(aws.directory());
        wait.poll(this::note).until(id, look(directories, id), now -> {
            if (now.equals(stage)) {
                return true;
            }
            if (ENDS.contains(now)) {
                throw new Failure(id + " is " + now + " and will not become " + stage + reason(directories, id));
            }
            return false;
        });
        report(new Report(id, stage), () -> out().println(id + " is " + stage));
        return Outcome.FINE;
    }

    /** A directory that is gone is no error where that is waited for. */
    private Supplier<String> look(Directories directories, String id) {
        return () -> {
            try {
                return directories.find(id).stageAsString();
            } catch (Failure e) {
                if (stage.equals("Deleted") && e.getCause() instanceof EntityDoesNotExistException) {
                    return stage;
                }
                throw e;
            }
        };
    }

    private static String reason(Directories directories, String id) {
        DirectoryDescription found = directories.find(id);
        return found.stageReason() == null ? "" : ": " + found.stageReason();
    }
}
