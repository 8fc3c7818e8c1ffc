package io.dirgate.certtool.request;

import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.pki.DistinguishedName;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Request;
import io.dirgate.certtool.report.Written;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool csr}. */
@Command(
        name = "csr",
        description = "Make a certificate signing request for a CA.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool csr --key privatekey.pem --name ldap.corp.example.com --out server.csr",
            "  certtool csr --key privatekey.pem --name ldap.corp.example.com --ip 10.0.1.5 \\",
            "      --subject O=Example,C=DE --out server.csr"
        })
public final class CsrCommand extends Verb {
    /** A request that was made. */
    record Report(String subject, List<String> names, String key, List<Written> written) {}

    @Option(names = "--key", required = true, paramLabel = "FILE", description = "The private key.")
    private Path key;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Write the request here.")
    private Path out;

    @Mixin
    private NameOptions names;

    @Mixin
    private PassphraseOption passphrase;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        AtomicFile.refuseExisting(out, force.given());
        KeyPair pair = Keys.read(key, () -> passphrase.require(context(), "passphrase of " + key));
        Request request = Request.make(names.subject(), Profile.SERVER, pair);
        AtomicFile.write(context().disk(), out, request.pem(), Access.PUBLIC, force.given());
        warnOfReach(key);
        Report report = new Report(
                DistinguishedName.text(request.subject()),
                request.names().all(),
                KeyKind.describe(request.key()),
                List.of(Written.of(out, Written.Kind.REQUEST)));
        report(report, () -> out().println(out + ": request for " + String.join(", ", report.names)));
        return Outcome.FINE;
    }
}
