package io.dirgate.certtool.ca;

import io.dirgate.certtool.aws.AwsOptions;
import io.dirgate.certtool.kms.KmsKey;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file in a CA's folder that says which key of AWS KMS the CA has. It holds no secret.
 *
 * @param arn of the key
 * @param profile of AWS's configuration files, null for the default chain of credentials
 */
record KmsReference(
        String arn, @Nullable String profile, @Nullable URI endpoint) {
    static KmsReference read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String arn = value(lines, "key ");
        if (arn == null) {
            throw new Failure(file + " does not name a KMS key; add a line: key ARN");
        }
        String endpoint = value(lines, "endpoint ");
        return new KmsReference(arn, value(lines, "profile "), endpoint == null ? null : URI.create(endpoint));
    }

    private static @Nullable String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElse(null);
    }

    String text() {
        StringBuilder text = new StringBuilder("# The private key of this CA is in AWS KMS and never leaves it.\n");
        text.append("key ").append(arn).append('\n');
        if (profile != null) {
            text.append("profile ").append(profile).append('\n');
        }
        if (endpoint != null) {
            text.append("endpoint ").append(endpoint).append('\n');
        }
        return text.toString();
    }

    /** The key. Each of its signatures is checked against this public key, which the CA's certificate has. */
    PrivateKey open(PublicKey certified) {
        return KmsKey.of(arn, certified, new AwsOptions(profile, null, endpoint));
    }
}
