package io.dirgate.certtool.renew;

import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.files.Reading;
import java.nio.file.Path;
import java.util.function.Consumer;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/**
 * A secret of Secrets Manager: PEM text, the private key and then the chain as a server presents it, which the gateway reads from there.
 * The version before stays reachable there as AWSPREVIOUS.
 */
record SecretSink(AwsAccess access, String secretId, Path folder, Consumer<String> trace) implements Sink {
    @Override
    public HandOver handOver(boolean dryRun) throws Exception {
        String wanted = Reading.text(Leaf.keyIn(folder)) + Reading.text(folder.resolve("chain.pem"));
        return access.use(trace, aws -> {
            SecretsManagerClient client = aws.secretsManager();
            boolean changed = !wanted.equals(present(client));
            if (changed && !dryRun) {
                client.putSecretValue(request -> request.secretId(secretId).secretString(wanted));
            }
            return new HandOver(HandOver.Action.of(changed, dryRun), secretId);
        });
    }

    /** Empty where the secret exists and has no value yet; the error of one that does not exist comes with the update. */
    private String present(SecretsManagerClient client) {
        try {
            return String.valueOf(
                    client.getSecretValue(request -> request.secretId(secretId)).secretString());
        } catch (ResourceNotFoundException noValue) {
            return "";
        }
    }
}
