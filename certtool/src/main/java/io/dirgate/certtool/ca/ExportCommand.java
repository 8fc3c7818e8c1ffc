package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.report.Written;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool ca export}. */
@Command(
        name = "export",
        description =
                "Write the public files of a CA: certificate and a new CRL in DER, chain in PEM. Never" + " the key.",
        footerHeading = "%nExamples:%n",
        footer = {"  certtool ca export --dir rootca --out-dir for-windows --passphrase-file pw"})
final class ExportCommand extends Verb {
    /**
     * What was written for others.
     *
     * @param windowsCommands what makes Windows trust the CA
     */
    record Report(List<String> windowsCommands, List<Written> written) {}

    @Mixin
    private CaOption ca;

    @Option(
            names = "--out-dir",
            required = true,
            paramLabel = "FOLDER",
            description = "Where to write the files. The folder is created if it does not exist.")
    private Path outDir;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        CertificateAuthority authority = ca.open(context());
        PublicFiles files = PublicFiles.of(authority, outDir);
        files.write(context().disk(), authority, ca.unlock(authority, context()), force.given());
        WindowsSteps steps = new WindowsSteps(authority, files);
        report(new Report(steps.trust(), files.written(authority)), () -> {
            files.paths().forEach(out()::println);
            WindowsSteps.print(out(), steps.trust());
        });
        return Outcome.FINE;
    }
}
