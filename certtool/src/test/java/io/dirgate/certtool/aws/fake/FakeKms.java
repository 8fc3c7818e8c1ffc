package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;

/** AWS KMS as far as it signs. A digest must have the length that belongs to the algorithm, and the algorithm must belong to the key. */
public final class FakeKms {
    private record Key(String arn, String spec, String usage, String state, KeyPair pair) {}

    private static final Map<String, Integer> DIGESTS = Map.of("SHA_256", 32, "SHA_384", 48, "SHA_512", 64);

    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private volatile boolean spoiling;

    /** A key that signs; returns its ARN. */
    public String add(String spec, String alias) {
        return add(spec, "SIGN_VERIFY", alias);
    }

    public String add(String spec, String usage, String alias) {
        String arn = "arn:aws:kms:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT
                + ":key/00000000-0000-0000-0000-00000000000" + keys.size();
        keys.put(arn, new Key(arn, spec, usage, "Enabled", pair(spec)));
        aliases.put(alias, arn);
        return arn;
    }

    public void set(String arn, String state) {
        keys.computeIfPresent(arn, (any, key) -> new Key(arn, key.spec, key.usage, state, key.pair));
    }

    /** From now on signatures are those of another key. */
    public void spoil() {
        spoiling = true;
    }

    private static KeyPair pair(String spec) {
        try {
            if (spec.startsWith("RSA_")) {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(Integer.parseInt(spec.substring(4)));
                return rsa.generateKeyPair();
            }
            KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
            ec.initialize(new ECGenParameterSpec(spec.equals("ECC_NIST_P384") ? "secp384r1" : "secp256r1"));
            return ec.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    JsonNode answer(String operation, JsonNode request) {
        Key key = find(request.path("KeyId").asText());
        return switch (operation) {
            case "DescribeKey" -> describe(key);
            case "GetPublicKey" -> publicKey(key);
            case "Sign" -> sign(key, request);
            default -> throw new AwsFault("UnknownOperationException", operation);
        };
    }

    private Key find(String id) {
        String name = id.startsWith("arn:") ? id.substring(id.lastIndexOf(':') + 1) : id;
        Key found = keys.get(aliases.getOrDefault(name, id));
        if (found == null) {
            throw new AwsFault("NotFoundException", "Key '" + id + "' does not exist");
        }
        return found;
    }

    private static JsonNode describe(Key key) {
        ObjectNode answer = AwsWire.JSON.createObjectNode();
        answer.putObject("KeyMetadata")
                .put("KeyId", key.arn.substring(key.arn.indexOf('/') + 1))
                .put("Arn", key.arn)
                .put("Enabled", key.state.equals("Enabled"))
                .put("KeyState", key.state)
                .put("KeyUsage", key.usage)
                .put("KeySpec", key.spec);
        return answer;
    }

    private static JsonNode publicKey(Key key) {
        usable(key, "SIGN_VERIFY");
        return AwsWire.JSON
                .createObjectNode()
                .put("KeyId", key.arn)
                .put("KeySpec", key.spec)
                .put("KeyUsage", key.usage)
                .put(
                        "PublicKey",
                        Base64.getEncoder().encodeToString(key.pair.getPublic().getEncoded()));
    }

    private JsonNode sign(Key key, JsonNode request) {
        usable(key, "SIGN_VERIFY");
        String algorithm = request.path("SigningAlgorithm").asText();
        boolean rsa = key.spec.startsWith("RSA_");
        boolean fits = rsa
                ? algorithm.startsWith("RSASSA_PKCS1_V1_5_SHA_")
                : algorithm.equals(key.spec.equals("ECC_NIST_P384") ? "ECDSA_SHA_384" : "ECDSA_SHA_256");
        if (!fits) {
            throw new AwsFault(
                    "InvalidKeyUsageException",
                    "Algorithm " + algorithm + " is incompatible with key spec " + key.spec);
        }
        byte[] message = Base64.getDecoder().decode(request.path("Message").asText());
        int length = DIGESTS.getOrDefault(algorithm.substring(algorithm.length() - 7), 0);
        if (!request.path("MessageType").asText().equals("DIGEST") || message.length != length) {
            throw AwsFault.validation("Digest is invalid length for algorithm " + algorithm);
        }
        KeyPair signing = spoiling ? pair(key.spec) : key.pair;
        try {
            Signature signature = Signature.getInstance(rsa ? "NONEwithRSA" : "NONEwithECDSA");
            signature.initSign(signing.getPrivate());
            signature.update(
                    rsa
                            ? new DigestInfo(
                                            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE),
                                            message)
                                    .getEncoded()
                            : message);
            return AwsWire.JSON
                    .createObjectNode()
                    .put("KeyId", key.arn)
                    .put("SigningAlgorithm", algorithm)
                    .put("Signature", Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void usable(Key key, String usage) {
        if (!key.usage.equals(usage)) {
            throw new AwsFault(
                    "InvalidKeyUsageException", key.arn + " key usage is " + key.usage + " which is not valid");
        }
        if (key.state.equals("Disabled")) {
            throw new AwsFault("DisabledException", key.arn + " is disabled.");
        }
        if (!key.state.equals("Enabled")) {
            throw new AwsFault("KMSInvalidStateException", key.arn + " is pending deletion.");
        }
    }
}
