package io.dirgate.certtool.kms;

import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.aws.AwsErrors;
import io.dirgate.certtool.aws.AwsOptions;
import io.dirgate.certtool.pki.PublicKeys;
import io.dirgate.certtool.pki.RemoteKey;
import io.dirgate.certtool.report.Failure;
import java.security.PublicKey;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/** A private key in AWS KMS, which never leaves it. KMS is sent digests only. */
public final class KmsKey implements RemoteKey {
    private static final Set<KeySpec> FIT =
            Set.of(KeySpec.ECC_NIST_P256, KeySpec.ECC_NIST_P384, KeySpec.RSA_2048, KeySpec.RSA_3072, KeySpec.RSA_4096);

    private static final String NEEDED =
            "; certtool needs kms:DescribeKey, kms:GetPublicKey and kms:Sign to make a CA, and kms:Sign to use it."
                    + " An IAM policy or the key policy can grant them";

    private final String arn;
    private final PublicKey publicKey;
    private final transient AwsAccess access;
    private final transient Consumer<String> trace;

    private KmsKey(String arn, PublicKey publicKey, AwsAccess access, Consumer<String> trace) {
        this.arn = arn;
        this.publicKey = publicKey;
        this.access = access;
        this.trace = trace;
    }

    /**
     * Finds a key. Refuses a key that a CA cannot use.
     *
     * @param id its ARN or id, or an alias
     */
    public static KmsKey find(String id, AwsOptions options, Consumer<String> trace) {
        AwsAccess access = access(id, options);
        return ask(access, trace, id, client -> {
            KeyMetadata key = client.describeKey(request -> request.keyId(id)).keyMetadata();
            refuseUnfit(id, key);
            byte[] encoded = client.getPublicKey(request -> request.keyId(key.arn()))
                    .publicKey()
                    .asByteArray();
            return new KmsKey(key.arn(), PublicKeys.read(encoded), access, trace);
        });
    }

    /** A key that is known already. KMS is not asked until the key has to sign. */
    public static KmsKey of(String arn, PublicKey publicKey, AwsOptions options) {
        return new KmsKey(arn, publicKey, access(arn, options), line -> {});
    }

    /** An ARN contains the Region. */
    private static AwsAccess access(String id, AwsOptions options) {
        String[] parts = id.split(":");
        boolean named = parts.length > 3 && parts[0].equals("arn");
        return new AwsAccess(named ? new AwsOptions(options.profile(), parts[3], options.endpoint()) : options);
    }

    private static void refuseUnfit(String id, KeyMetadata key) {
        if (key.keyUsage() != KeyUsageType.SIGN_VERIFY || !FIT.contains(key.keySpec())) {
            throw new Failure(
                    "the KMS key " + id + " is a " + key.keySpecAsString() + " key for " + key.keyUsageAsString()
                            + "; a CA needs a key that signs, of a kind that clients support: aws kms create-key --key-usage SIGN_VERIFY"
                            + " --key-spec ECC_NIST_P256 (or ECC_NIST_P384, RSA_2048, RSA_3072, RSA_4096)");
        }
        if (key.keyState() != KeyState.ENABLED) {
            throw new Failure("the KMS key " + id + " is in the state " + key.keyStateAsString()
                    + "; enable it, or choose another one");
        }
    }

    /** The ARN of the key itself, whatever alias it was found by. */
    public String arn() {
        return arn;
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    @Override
    public byte[] sign(String algorithm, byte[] digest) {
        SigningAlgorithmSpec wanted =
                switch (algorithm) {
                    case "SHA256withECDSA" -> SigningAlgorithmSpec.ECDSA_SHA_256;
                    case "SHA384withECDSA" -> SigningAlgorithmSpec.ECDSA_SHA_384;
                    case "SHA256withRSA" -> SigningAlgorithmSpec.RSASSA_PKCS1_V1_5_SHA_256;
                    default -> throw new IllegalArgumentException(algorithm);
                };
        return ask(access, trace, arn, client -> client.sign(request -> request.keyId(arn)
                        .messageType(MessageType.DIGEST)
                        .message(SdkBytes.fromByteArray(digest))
                        .signingAlgorithm(wanted))
                .signature()
                .asByteArray());
    }

    private static <T> T ask(AwsAccess access, Consumer<String> trace, String id, Function<KmsClient, T> work) {
        try {
            return access.use(trace, aws -> {
                try (KmsClient client = aws.kms()) {
                    return work.apply(client);
                } catch (NotFoundException e) {
                    throw new Failure(
                            "there is no KMS key " + id
                                    + " in this account and Region; look at --region and --profile, and"
                                    + " write alias/NAME for an alias",
                            e);
                } catch (DisabledException | KmsInvalidStateException e) {
                    throw new Failure(
                            "the KMS key " + id + " cannot be used now ("
                                    + e.awsErrorDetails().errorMessage() + "); enable it, or cancel its deletion",
                            e);
                }
            });
        } catch (Failure e) {
            throw AwsErrors.isDenied(e.getCause()) ? new Failure(e.getMessage() + NEEDED, e) : e;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "the KMS key " + arn;
    }
}
