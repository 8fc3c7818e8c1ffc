package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.aws.AwsVerb;
import io.dirgate.certtool.cli.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code certtool directory certificate deregister}. */
@Command(
        name = "deregister",
        description =
                "Make a directory no longer trust a CA. The last CA cannot be removed while LDAPS is" + " enabled.",
        footerHeading = "%nExample:%n",
        footer =
                "  certtool directory certificate deregister --directory-id d-1234567890 --certificate-id c-1234567890")
final class DeregisterCommand extends AwsVerb {
    /** The certificate that goes. */
    record Report(String directoryId, String deregistered) {}

    @Mixin
    private DirectoryOption directory;

    @Mixin
    private CertificateIdOption certificate;

    @Override
    protected Outcome run(AwsClients aws) {
        new RegisteredCertificates(new Directories(aws.directory()), directory.id()).deregister(certificate.id());
        report(new Report(directory.id(), certificate.id()), () -> out().println(
                        certificate.id() + " is being deregistered"));
        return Outcome.FINE;
    }
}
