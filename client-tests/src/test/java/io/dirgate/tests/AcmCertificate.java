package io.dirgate.tests;

import io.dirgate.proxy.aws.fake.FakeAws;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** The one certificate that tests keep in the stand-in for ACM. */
final class AcmCertificate {
    static final String ARN = "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012";

    private AcmCertificate() {}

    /** From now on ACM has this one, issued by a private CA. */
    static void put(FakeAws aws, TestAuthority authority, TestAuthority.PemFiles issued) {
        try {
            aws.certificates()
                    .put(
                            ARN,
                            "PRIVATE",
                            "ISSUED",
                            Files.readString(issued.certificate()),
                            Files.readString(authority.ca()),
                            Files.readString(issued.privateKey()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
