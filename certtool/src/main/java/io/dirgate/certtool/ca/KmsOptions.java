package io.dirgate.certtool.ca;

import io.dirgate.certtool.aws.AwsOptions;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.kms.KmsKey;
import io.dirgate.certtool.report.Failure;
import java.security.KeyPair;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Uses a key of AWS KMS for a new CA. */
final class KmsOptions {
    @Option(
            names = "--kms-key",
            paramLabel = "ARN|ALIAS",
            description = "Use this key of AWS KMS: an ARN, an id or alias/NAME. The private key stays in KMS.")
    private @Nullable String id;

    @Mixin
    private AwsOptions aws = new AwsOptions();

    /** Whether the key is in KMS. */
    boolean given() {
        if (id == null && aws.given()) {
            throw Failure.usage("--profile, --region and --endpoint-url need --kms-key");
        }
        return id != null;
    }

    NewKey find(Consumer<String> trace) {
        KmsKey key = KmsKey.find(String.valueOf(id), aws, trace);
        KmsReference reference = new KmsReference(key.arn(), aws.profile(), aws.endpoint());
        return new NewKey(new KeyPair(key.publicKey(), key), NewKey.KMS, reference.text(), Access.PUBLIC);
    }
}
