package io.dirgate.certtool.request;

import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Signing;
import io.dirgate.certtool.report.Written;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool self-sign}. */
@Command(
        name = "self-sign",
        description = "Make a self-signed server certificate. Each client needs a copy of it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool self-sign --key privatekey.pem --name ldap.corp.example.com --days 365 --out server.crt",
        })
public final class SelfSignCommand extends Verb {
    @Option(names = "--key", required = true, paramLabel = "FILE", description = "The private key.")
    private Path key;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Write the certificate here.")
    private Path out;

    @Mixin
    private NameOptions names;

    @Mixin
    private LifetimeOption lifetime;

    @Mixin
    private PassphraseOption passphrase;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        AtomicFile.refuseExisting(out, force.given());
        KeyPair pair = Keys.read(key, () -> passphrase.require(context(), "passphrase of " + key));
        Order order = Order.leaf(
                names.subject(),
                pair.getPublic(),
                Profile.SERVER,
                lifetime.of(context().clock(), 90));
        X509Certificate made = Signing.selfSigned(order, pair);
        AtomicFile.write(context().disk(), out, Certificates.pemBytes(List.of(made)), Access.PUBLIC, force.given());
        Made report = Made.of(made, List.of(Certificates.written(out, Written.Kind.CERTIFICATE, made)));
        warnOfReach(key);
        report(report, () -> report.print(out()));
        return Outcome.FINE;
    }
}
