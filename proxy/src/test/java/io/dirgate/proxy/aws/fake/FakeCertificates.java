package io.dirgate.proxy.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/** ACM, as far as a certificate is described and exported. */
public final class FakeCertificates {
    private record Held(String type, String status, String leaf, String chain, String key) {}

    private final Map<String, Held> certificates = new ConcurrentHashMap<>();

    /**
     * Makes it what the ARN stands for, in place of what that was before, as a renewal does.
     *
     * @param type {@code PRIVATE}, {@code AMAZON_ISSUED} or {@code IMPORTED}
     * @param chain PEM of the issuers, which never has the leaf
     * @param key PEM, PKCS#8 and unencrypted
     */
    public void put(String arn, String type, String status, String leaf, String chain, String key) {
        certificates.put(arn, new Held(type, status, leaf, chain, key));
    }

    JsonNode answer(String operation, JsonNode request) {
        String arn = request.path("CertificateArn").asText();
        if (!arn.matches("arn:aws:acm:[a-z0-9-]+:\\d{12}:certificate/[0-9a-f-]{36}")) {
            throw new Fault("InvalidArnException", arn + " is not the ARN of a certificate");
        }
        Held held = certificates.get(arn);
        if (held == null) {
            throw new Fault("ResourceNotFoundException", "Could not find certificate " + arn);
        }
        return switch (operation) {
            case "DescribeCertificate" -> describe(arn, held);
            case "ExportCertificate" -> export(request, held);
            default -> throw new Fault("UnknownOperationException", "acm:" + operation + " is not played here");
        };
    }

    private static JsonNode describe(String arn, Held held) {
        ObjectNode answer = FakeAws.JSON.createObjectNode();
        answer.putObject("Certificate")
                .put("CertificateArn", arn)
                .put("Type", held.type)
                .put("Status", held.status)
                .put("Serial", serial(held.leaf));
        return answer;
    }

    private static String serial(String leaf) {
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(leaf.getBytes(StandardCharsets.US_ASCII)));
            return HexFormat.ofDelimiter(":")
                    .formatHex(certificate.getSerialNumber().toByteArray());
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static JsonNode export(JsonNode request, Held held) {
        String passphrase = passphrase(request);
        if (!passphrase.matches("[\\x21-\\x7e&&[^#$%]]{4,128}")) {
            throw new Fault(
                    "ValidationException", "a passphrase has 4 to 128 ASCII characters, none of them #, $ or %");
        }
        if (held.type.equals("IMPORTED")) {
            throw new Fault("ValidationException", "The certificate is not exportable.");
        }
        if (held.status.equals("PENDING_VALIDATION")) {
            throw new Fault("RequestInProgressException", "The certificate request is still in progress.");
        }
        return FakeAws.JSON
                .createObjectNode()
                .put("Certificate", held.leaf)
                .put("CertificateChain", held.chain)
                .put("PrivateKey", encrypted(held.key, passphrase));
    }

    private static String passphrase(JsonNode request) {
        try {
            return new String(request.path("Passphrase").binaryValue(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new Fault("SerializationException", "Passphrase is not Base64");
        }
    }

    private static String encrypted(String key, String passphrase) {
        StringWriter text = new StringWriter();
        try (PEMParser parser = new PEMParser(new StringReader(key));
                JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new PKCS8Generator(
                    (PrivateKeyInfo) parser.readObject(),
                    new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                            .setProvider(new BouncyCastleProvider())
                            .setPassword(passphrase.toCharArray())
                            .build()));
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}
