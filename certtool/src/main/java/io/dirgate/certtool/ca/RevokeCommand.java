package io.dirgate.certtool.ca;

import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code certtool ca revoke}. */
@Command(
        name = "revoke",
        description = "Revoke a certificate. This cannot be undone. Clients learn of it from the next CRL.",
        footerHeading = "%nExamples:%n",
        footer = {"  certtool ca revoke --dir issuing --certificate live/server.crt --reason keyCompromise"})
final class RevokeCommand extends Verb {
    /**
     * What was revoked.
     *
     * @param before whether it was revoked before this command; nothing has changed then
     * @param reason null if it was revoked before
     */
    record Report(String serial, boolean before, @Nullable RevocationReason reason) {}

    @Option(names = "--dir", required = true, paramLabel = "FOLDER", description = "The CA's folder.")
    private Path dir;

    /** One of the two. */
    static final class Which {
        @Option(names = "--serial", paramLabel = "HEX", description = "The serial number of the certificate, in hex.")
        @Nullable
        String serial;

        @Option(names = "--certificate", paramLabel = "FILE", description = "The certificate.")
        @Nullable
        Path certificate;
    }

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            defaultValue = "unspecified",
            converter = ReasonConverter.class,
            description = "keyCompromise, superseded, cessationOfOperation, affiliationChanged, privilegeWithdrawn,"
                    + " cACompromise or unspecified (default).")
    private RevocationReason reason;

    @Override
    protected Outcome run() throws Exception {
        CertificateAuthority ca = CertificateAuthority.open(context(), dir);
        BigInteger serial = serial();
        boolean news = ca.revoke(serial, reason);
        Report report = new Report(serial.toString(16), !news, news ? reason : null);
        report(report, () -> out().println(
                        report.before
                                ? "was revoked before: " + report.serial
                                : "revoked " + report.serial + " (" + reason + ")"));
        note("clients learn of it from the next CRL: certtool ca crl --dir " + dir + ", then publish "
                + ca.folder().crl());
        return Outcome.FINE;
    }

    private BigInteger serial() throws IOException {
        if (which.certificate != null) {
            return Certificates.read(which.certificate).get(0).getSerialNumber();
        }
        String hex = String.valueOf(which.serial).replace(":", "");
        try {
            return new BigInteger(hex.startsWith("0x") ? hex.substring(2) : hex, 16);
        } catch (NumberFormatException e) {
            throw Failure.usage("--serial " + which.serial + " is not a hex number");
        }
    }

    static final class ReasonConverter implements ITypeConverter<RevocationReason> {
        @Override
        public RevocationReason convert(String text) {
            try {
                return RevocationReason.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
