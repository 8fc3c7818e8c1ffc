package io.dirgate.certtool.lint;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Screen;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Finding;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certtool lint}. */
@Command(
        name = "lint",
        description = {
            "Check a certificate and its chain against named rules.",
            "Profiles: private (default), public, ad (domain controller), acm (import into ACM), ds"
                    + " (CA for AWS Directory Service)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool lint live/chain.pem",
            "  certtool lint dc1.crt --profile ad --name dc1.corp.example.com",
            "  certtool lint rootca/ca.crt --profile ds --json"
        })
public final class LintCommand extends Verb {
    /** The judgement; {@code ok} if no rule is broken, infos aside. */
    record Report(String profile, boolean ok, List<Finding> findings) {}

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The certificate first, then its issuers.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--profile",
            defaultValue = "private",
            paramLabel = "PROFILE",
            description = "public, private, ad, acm or ds.")
    private Purpose purpose;

    @Option(names = "--name", paramLabel = "NAME", description = "The name that clients connect to.")
    private @Nullable String name;

    @Override
    protected Outcome run() throws Exception {
        List<X509Certificate> chain = new ArrayList<>();
        for (Path file : files) {
            chain.addAll(Certificates.read(file));
        }
        List<Finding> findings = new Linter(purpose, name, context().clock().instant()).judge(chain);
        String profile = purpose.name().toLowerCase(Locale.ROOT);
        boolean ok = findings.stream().noneMatch(Finding::isBad);
        report(new Report(profile, ok, findings), () -> print(findings));
        return Outcome.of(findings);
    }

    private void print(List<Finding> findings) {
        Screen screen = screen();
        for (Finding each : findings) {
            out().println(screen.line(each.severity(), each.subject() + ": " + each));
        }
        if (findings.isEmpty()) {
            out().println(screen.state("fine"));
        }
    }
}
