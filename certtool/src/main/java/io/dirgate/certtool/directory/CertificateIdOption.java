package io.dirgate.certtool.directory;

import io.dirgate.certtool.report.Failure;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which registered certificate. */
final class CertificateIdOption {
    private static final Pattern ID = Pattern.compile("c-[0-9a-f]{10}");

    @Option(
            names = "--certificate-id",
            required = true,
            paramLabel = "ID",
            description = "The certificate, such as c-1234567890.")
    private String id;

    String id() {
        return checked(id);
    }

    static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw Failure.usage(
                    id + " is not a certificate id; they look like c-1234567890 (certtool directory certificate list)");
        }
        return id;
    }
}
