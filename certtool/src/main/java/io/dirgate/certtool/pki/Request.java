package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate signing request (PKCS#10, RFC 2986) whose sender has proved to hold the key. */
public final class Request {
    /** Where Windows before Vista, and some tools still, put the wanted extensions: MS-WCCE 2.2.2.7. */
    private static final String MICROSOFT_EXTENSIONS = "1.3.6.1.4.1.311.2.1.14";

    private final PKCS10CertificationRequest request;
    private final PublicKey key;

    private Request(PKCS10CertificationRequest request, PublicKey key) {
        this.request = request;
        this.key = key;
    }

    public static Request make(Subject subject, Profile profile, KeyPair pair) {
        try {
            ExtensionsGenerator wanted = new ExtensionsGenerator();
            if (!subject.names().isEmpty()) {
                wanted.addExtension(
                        Extension.subjectAlternativeName,
                        subject.name().getRDNs().length == 0,
                        subject.names().extension());
            }
            if (profile.isCa()) {
                wanted.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            }
            wanted.addExtension(Extension.keyUsage, true, profile.keyUsage(pair.getPublic()));
            if (profile.extendedKeyUsage() != null) {
                wanted.addExtension(Extension.extendedKeyUsage, false, profile.extendedKeyUsage());
            }
            PKCS10CertificationRequest made = new JcaPKCS10CertificationRequestBuilder(subject.name(), pair.getPublic())
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
                    .build(Signing.signer(pair.getPrivate()));
            return new Request(made, pair.getPublic());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads a file in any form and checks the signature. */
    public static Request read(Path file) throws IOException {
        PkiFile content = PkiFile.read(file);
        return of(content.single("certificate request", Kind.REQUEST).der(), content.name());
    }

    /** Reads DER and checks the signature; {@code origin} names it in an error. */
    public static Request of(byte[] der, String origin) {
        try {
            JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(der);
            PublicKey key = request.getPublicKey();
            boolean pss = request.getSignatureAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.id_RSASSA_PSS);
            if (!(pss
                    ? isPssValid(request, key)
                    : request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key)))) {
                throw new Failure(origin + ": the signature of the request is wrong; it was changed after it was made");
            }
            return new Request(request, key);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(origin + " holds no certificate request", e);
        } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw new Failure(origin + ": the request cannot be checked: " + e.getMessage(), e);
        }
    }

    /** RSASSA-PSS, the "alternate signature format" of CAs of Windows, whose parameters the JDK wants apart. */
    private static boolean isPssValid(PKCS10CertificationRequest request, PublicKey key)
            throws IOException, GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
        parameters.init(request.getSignatureAlgorithm()
                .getParameters()
                .toASN1Primitive()
                .getEncoded());
        Signature signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
        signature.initVerify(key);
        signature.update(request.toASN1Structure().getCertificationRequestInfo().getEncoded("DER"));
        return signature.verify(request.getSignature());
    }

    public X500Name subject() {
        return request.getSubject();
    }

    public PublicKey key() {
        return key;
    }

    /** The alternative names asked for, perhaps none. */
    public SubjectNames names() {
        Extension found = extension(Extension.subjectAlternativeName.getId());
        return SubjectNames.of(found == null ? null : GeneralNames.getInstance(found.getParsedValue()));
    }

    /** An extension asked for, or null. */
    public @Nullable Extension extension(String kind) {
        Extensions wanted = extensions();
        return wanted == null ? null : wanted.getExtension(new ASN1ObjectIdentifier(kind));
    }

    private @Nullable Extensions extensions() {
        for (Attribute attribute : request.getAttributes()) {
            if ((attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)
                            || attribute.getAttrType().getId().equals(MICROSOFT_EXTENSIONS))
                    && attribute.getAttrValues().size() > 0) {
                return Extensions.getInstance(attribute.getAttrValues().getObjectAt(0));
            }
        }
        return null;
    }

    public byte[] pem() {
        try {
            return Pem.write("CERTIFICATE REQUEST", request.getEncoded()).getBytes(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
