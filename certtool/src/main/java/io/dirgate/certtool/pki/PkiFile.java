package io.dirgate.certtool.pki;

import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.report.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.jspecify.annotations.Nullable;

/**
 * What one file holds, whatever its form: PEM, DER (also several structures one after the other), bare Base64, PKCS#7, PKCS#12 or
 * JKS. The file is read once, so it may be a pipe, and every part of it is accounted for: what cannot be read is an error.
 */
public final class PkiFile {
    /** One structure of the file. */
    static final class Part {
        private final Kind kind;
        private final byte[] der;
        private final Pem.@Nullable Block block;

        Part(Kind kind, byte[] der, Pem.@Nullable Block block) {
            this.kind = kind;
            this.der = der;
            this.block = block;
        }

        Kind kind() {
            return kind;
        }

        byte[] der() {
            return der;
        }

        /** The PEM block that it came in, null if it was DER. */
        Pem.@Nullable Block block() {
            return block;
        }
    }

    private final String name;
    private final byte[] bytes;
    private final List<Part> parts;

    private PkiFile(String name, byte[] bytes, List<Part> parts) {
        this.name = name;
        this.bytes = bytes;
        this.parts = List.copyOf(parts);
    }

    /** @param file {@code -} for standard input */
    public static PkiFile read(Path file) throws IOException {
        return of(Reading.bytes(file), Reading.name(file));
    }

    /** @param name names the content in errors */
    public static PkiFile of(byte[] content, String name) {
        if (content.length == 0) {
            throw new Failure(name + " is empty");
        }
        return new PkiFile(name, content, Stores.isStore(content) ? List.of() : parts(content, name));
    }

    private static List<Part> parts(byte[] content, String name) {
        List<Part> parts = new ArrayList<>();
        if (isDer(content)) {
            addDer(parts, content, name);
            return parts;
        }
        List<Pem.Block> blocks = Pem.blocks(content, name);
        for (Pem.Block block : blocks) {
            add(parts, new Part(kind(block, name), block.content(), block), name);
        }
        byte[] bare = blocks.isEmpty() ? Pem.bare(content, name) : null;
        if (bare != null) {
            addDer(parts, bare, name);
        }
        if (parts.isEmpty()) {
            throw new Failure(name + " holds neither certificate, request, key, CRL nor key store");
        }
        return parts;
    }

    /** Text may begin with the same byte; only DER has a length that fits. */
    private static boolean isDer(byte[] content) {
        if (content[0] != 0x30) {
            return false;
        }
        try (ASN1InputStream in = new ASN1InputStream(new ByteArrayInputStream(content))) {
            return in.readObject() != null;
        } catch (IOException | IllegalArgumentException e) {
            return content.length > 1 && content[1] < 0;
        }
    }

    private static void addDer(List<Part> parts, byte[] content, String name) {
        ByteArrayInputStream stream = new ByteArrayInputStream(content);
        try (ASN1InputStream in = new ASN1InputStream(stream)) {
            for (int from = 0; in.readObject() != null; from = content.length - stream.available()) {
                byte[] der = Arrays.copyOfRange(content, from, content.length - stream.available());
                Kind kind = Kind.of(der);
                if (kind == Kind.UNKNOWN) {
                    throw new Failure(name + " holds neither certificate, request, key, CRL nor key store");
                }
                add(parts, new Part(kind, der, null), name);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    name + ": " + (parts.isEmpty() ? "it is damaged" : "what follows the first structure is damaged")
                            + ": " + e.getMessage(),
                    e);
        }
    }

    private static Kind kind(Pem.Block block, String name) {
        if (block.type().endsWith("PARAMETERS")) {
            return Kind.PARAMETERS;
        }
        if (block.headers().getOrDefault("Proc-Type", "").contains("ENCRYPTED")) {
            return Kind.ENCRYPTED_KEY;
        }
        // OpenSSL's own form of a certificate, with its opinion of it behind it.
        Kind kind = block.type().equals("TRUSTED CERTIFICATE") ? Kind.CERTIFICATE : Kind.of(block.content());
        if (kind == Kind.UNKNOWN) {
            throw new Failure(name + ", line " + block.line() + ": the content of this " + block.type()
                    + " block is damaged or of no kind that is known here");
        }
        return kind;
    }

    private static void add(List<Part> parts, Part part, String name) {
        if (part.kind != Kind.PKCS7) {
            parts.add(part);
            return;
        }
        try {
            SignedData content =
                    SignedData.getInstance(ContentInfo.getInstance(part.der).getContent());
            List<X509Certificate> certificates = new ArrayList<>();
            for (ASN1Encodable each : members(content.getCertificates())) {
                if (!(each instanceof ASN1Sequence)) {
                    throw new Failure(
                            name + " holds a certificate of an obsolete form (PKCS#7), which is not supported");
                }
                certificates.add(Certificates.parse(each.toASN1Primitive().getEncoded()));
            }
            for (X509Certificate each : Chain.leafFirst(certificates)) {
                parts.add(new Part(Kind.CERTIFICATE, Certificates.der(each), part.block));
            }
            for (ASN1Encodable each : members(content.getCRLs())) {
                parts.add(new Part(Kind.CRL, each.toASN1Primitive().getEncoded(), part.block));
            }
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            throw new Failure(name + ": the PKCS#7 structure in it is damaged: " + e.getMessage(), e);
        }
    }

    private static ASN1Encodable[] members(@Nullable ASN1Set set) {
        return set == null ? new ASN1Encodable[0] : set.toArray();
    }

    /** Whether it is a key store, PKCS#12 or JKS, which a passphrase opens. */
    public boolean isStore() {
        return parts.isEmpty();
    }

    public String name() {
        return name;
    }

    byte[] bytes() {
        return bytes;
    }

    /** In the order of the file; the certificates of PKCS#7, which has no order, with the end of the chain first. */
    List<Part> parts() {
        return parts;
    }

    /** All certificates in order, perhaps none. */
    public List<X509Certificate> certificates() {
        refuseStore();
        List<X509Certificate> found = new ArrayList<>();
        for (Part part : parts) {
            if (part.kind == Kind.CERTIFICATE) {
                found.add(certificate(part));
            }
        }
        return found;
    }

    /** Takes each part of a file in turn. */
    public interface Reader<R> {
        R certificate(X509Certificate certificate);

        R request(Request request);

        R crl(X509CRL crl);

        /** A private key that is not encrypted. */
        R key(Key key);

        /** What cannot be looked into, or is not worth it. */
        R other(Kind kind);
    }

    /** What a reader makes of all parts, in order. */
    public <R> List<R> report(Reader<R> reader) throws IOException, CertificateException {
        List<R> results = new ArrayList<>();
        for (Part part : parts) {
            results.add(
                    switch (part.kind) {
                        case CERTIFICATE -> reader.certificate(certificate(part));
                        case REQUEST -> reader.request(Request.of(part.der, name));
                        case CRL -> reader.crl(crl(part));
                        case KEY -> reader.key(Keys.pair(part, name, () -> null).getPublic());
                        default -> reader.other(part.kind);
                    });
        }
        return results;
    }

    /** All CRLs; a file with none, or with anything else, is refused. */
    public List<X509CRL> crls() throws CertificateException {
        refuseStore();
        List<X509CRL> found = new ArrayList<>();
        for (Part part : parts) {
            if (part.kind != Kind.CRL) {
                throw new Failure(name + " holds " + part.kind.inWords() + ", CRLs are expected here");
            }
            found.add(crl(part));
        }
        return found;
    }

    /** The one part of these kinds; several would leave the choice to chance. */
    Part single(String what, Kind... kinds) {
        refuseStore();
        List<Part> found = parts.stream()
                .filter(part -> List.of(kinds).contains(part.kind))
                .toList();
        if (found.isEmpty()) {
            throw new Failure(name + " holds no " + what + "; it holds " + inWords());
        }
        if (found.size() > 1) {
            throw new Failure(name + " holds " + found.size() + " " + what + "s; give a file with one");
        }
        return found.get(0);
    }

    private X509CRL crl(Part part) throws CertificateException {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(part.der));
        } catch (CRLException e) {
            throw new Failure(name + ": a CRL in it is damaged: " + e.getMessage(), e);
        }
    }

    private X509Certificate certificate(Part part) {
        try {
            return Certificates.parse(part.der);
        } catch (CertificateException e) {
            throw new Failure(name + ": a certificate in it is damaged: " + e.getMessage(), e);
        }
    }

    /** What it holds, for a sentence. */
    String inWords() {
        return parts.stream().map(part -> part.kind.inWords()).distinct().collect(Collectors.joining(", "));
    }

    private void refuseStore() {
        if (isStore()) {
            throw new Failure(name + " is a key store (PKCS#12 or JKS); take it apart with certtool bundle, which"
                    + " makes PEM files of it");
        }
    }
}
