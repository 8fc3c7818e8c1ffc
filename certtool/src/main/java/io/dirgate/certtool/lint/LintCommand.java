package io.dirgate.certtool.lint;

import io.dirgate.certtool.cli.JsonOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Certificates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code certtool lint}. */
@Command(
        name = "lint",
        description = {
            "Judge a certificate and its chain by named rules.",
            "Profiles: private (default), public, ad (a domain controller's), acm (to import into ACM), ds (a CA's, to register"
                    + " with AWS Directory Service)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool lint live/chain.pem",
            "  certtool lint dc1.crt --profile ad --name dc1.corp.example.com",
            "  certtool lint rootca/ca.crt --profile ds --json"
        })
public final class LintCommand extends Verb {
    /** The judgement; {@code ok} if no rule is broken, infos aside. */
    record Report(String profile, boolean ok, List<Problem> problems) {}

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "The certificate first, then its issuers.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--profile",
            defaultValue = "private",
            paramLabel = "PROFILE",
            description = "public, private, ad, acm or ds.")
    private Purpose purpose;

    @Option(names = "--name", paramLabel = "NAME", description = "The name clients connect to.")
    private @Nullable String name;

    @Mixin
    private JsonOption json;

    @Override
    protected Outcome run() throws Exception {
        List<X509Certificate> chain = new ArrayList<>();
        for (Path file : files) {
            chain.addAll(Certificates.read(file));
        }
        List<Problem> problems = new Linter(purpose, name, context().clock().instant()).judge(chain);
        boolean errors = problems.stream().anyMatch(each -> each.severity() == Problem.Severity.ERROR);
        boolean warnings = problems.stream().anyMatch(each -> each.severity() == Problem.Severity.WARNING);
        String profile = purpose.name().toLowerCase(Locale.ROOT);
        json.print(out(), new Report(profile, !errors && !warnings, problems), () -> print(problems));
        return errors ? Outcome.FAILED : warnings ? Outcome.DUE : Outcome.FINE;
    }

    private void print(List<Problem> problems) {
        for (Problem each : problems) {
            out().println(each.severity().name().toLowerCase(Locale.ROOT) + ": " + each.subject() + ": "
                    + each.message() + " [" + each.rule() + "]");
        }
        if (problems.isEmpty()) {
            out().println("fine");
        }
    }
}
