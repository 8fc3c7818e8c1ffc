package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.bc.BcDefaultDigestProvider;
import org.bouncycastle.pkcs.PKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.bc.BcPKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.bc.BcPKCS12PBEOutputEncryptorBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;
import org.jspecify.annotations.Nullable;

/**
 * PKCS#12 (RFC 7292). Java's own reader sees no certificate that Java did not mark, and refuses passphrases beyond ASCII; both are
 * common in files of Windows and OpenSSL.
 */
final class Pkcs12 {
    /** How Java marks a certificate that it trusts; without it, Java sees none. */
    private static final ASN1ObjectIdentifier TRUSTED = new ASN1ObjectIdentifier("2.16.840.1.113894.746875.1.1");

    private static final int ITERATIONS = 10_000;
    private static final int LEGACY_ITERATIONS = 2_048;
    private static final int BITS_PER_BYTE = 8;

    private static final AlgorithmIdentifier SHA256 =
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
    private static final AlgorithmIdentifier SHA1 =
            new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE);

    private Pkcs12() {}

    /**
     * Reads all of a file. Tries an empty passphrase first, to avoid a needless prompt.
     *
     * @param passphrase asked for if an empty one does not open the file
     */
    static Stores.Content read(byte[] der, String name, Callable<char[]> passphrase) throws Exception {
        Stores.Content open = tryAll(der, name, new char[0]);
        if (open == null) {
            open = tryAll(der, name, passphrase.call());
        }
        if (open == null) {
            throw new Failure(name + ": the passphrase does not open this store");
        }
        return open;
    }

    private static Stores.@Nullable Content tryAll(byte[] der, String name, char[] passphrase) throws IOException {
        for (Spelling spelling : Spelling.all(passphrase)) {
            Stores.Content found = tryOne(der, name, spelling);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static Stores.@Nullable Content tryOne(byte[] der, String name, Spelling spelling) throws IOException {
        try {
            Pfx pfx = Pfx.getInstance(der);
            if (pfx.getMacData() != null && !isMac(pfx, spelling)) {
                return null;
            }
            Contents contents = new Contents(spelling.decryptor(), name);
            for (ContentInfo each : new PKCS12PfxPdu(pfx).getContentInfos()) {
                contents.add(each);
            }
            return contents.result();
        } catch (PKCSException e) {
            return null;
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new Failure(name + " is not a PKCS#12 file that can be read: " + e.getMessage(), e);
        }
    }

    private static boolean isMac(Pfx pfx, Spelling spelling) throws GeneralSecurityException, IOException {
        MacData mac = pfx.getMacData();
        AlgorithmIdentifier algorithm = mac.getMac().getAlgorithmId();
        byte[] content =
                ASN1OctetString.getInstance(pfx.getAuthSafe().getContent()).getOctets();
        try {
            if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
                return new PKCS12PfxPdu(pfx)
                        .isMacValid(
                                new JcePKCS12MacCalculatorBuilderProvider().setProvider(new BouncyCastleProvider()),
                                spelling.text.toCharArray());
            }
            ExtendedDigest digest = BcDefaultDigestProvider.INSTANCE.get(algorithm);
            PBEParametersGenerator generator = new PKCS12ParametersGenerator(digest);
            generator.init(
                    spelling.bytes(), mac.getSalt(), mac.getIterationCount().intValue());
            KeyParameter key =
                    (KeyParameter) generator.generateDerivedMacParameters(digest.getDigestSize() * BITS_PER_BYTE);
            String hmac = "Hmac" + digest.getAlgorithmName().replace("-", "");
            Mac computed = Mac.getInstance(hmac);
            computed.init(new SecretKeySpec(key.getKey(), hmac));
            return MessageDigest.isEqual(computed.doFinal(content), mac.getMac().getDigest());
        } catch (OperatorCreationException | PKCSException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /**
     * One way to turn a passphrase into bytes. RFC 7292 wants UTF-16; older versions of OpenSSL took each byte of the UTF-8 text for a
     * character; and an empty one may stand with or without its terminator.
     */
    private record Spelling(String text, String old, boolean terminated) {
        static List<Spelling> all(char[] passphrase) {
            String text = new String(passphrase);
            List<Spelling> all = new ArrayList<>(List.of(new Spelling(text, text, !text.isEmpty())));
            if (text.isEmpty()) {
                all.add(new Spelling(text, text, true));
            }
            String bytewise = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            if (!bytewise.equals(text)) {
                all.add(new Spelling(text, bytewise, true));
            }
            return all;
        }

        byte[] bytes() {
            byte[] utf16 = old.getBytes(StandardCharsets.UTF_16BE);
            return terminated ? Arrays.copyOf(utf16, utf16.length + 2) : utf16;
        }

        InputDecryptorProvider decryptor() {
            return Pbe.decryptor(text.toCharArray(), old.toCharArray(), terminated && text.isEmpty());
        }
    }

    /** Collects the contents of the bags. */
    private static final class Contents {
        private record NamedKey(@Nullable String alias, PrivateKeyInfo info) {}

        private final InputDecryptorProvider decryptor;
        private final String name;
        private final List<NamedKey> keys = new ArrayList<>();
        private final List<X509Certificate> certificates = new ArrayList<>();

        Contents(InputDecryptorProvider decryptor, String name) {
            this.decryptor = decryptor;
            this.name = name;
        }

        void add(ContentInfo content) throws PKCSException, GeneralSecurityException, IOException {
            boolean encrypted = content.getContentType().equals(PKCSObjectIdentifiers.encryptedData);
            PKCS12SafeBagFactory bags =
                    encrypted ? new PKCS12SafeBagFactory(content, decryptor) : new PKCS12SafeBagFactory(content);
            for (PKCS12SafeBag bag : bags.getSafeBags()) {
                add(bag);
            }
        }

        private void add(PKCS12SafeBag bag) throws PKCSException, GeneralSecurityException, IOException {
            Object value = bag.getBagValue();
            if (value instanceof X509CertificateHolder certificate) {
                certificates.add(Certificates.parse(certificate.getEncoded()));
            } else if (value instanceof PKCS8EncryptedPrivateKeyInfo key) {
                keys.add(new NamedKey(alias(bag), key.decryptPrivateKeyInfo(decryptor)));
            } else if (value instanceof PrivateKeyInfo key) {
                keys.add(new NamedKey(alias(bag), key));
            } else if (!(value instanceof X509CRLHolder)) {
                throw new Failure(name + " holds an entry of the kind " + bag.getType() + ", which is not supported");
            }
        }

        private static @Nullable String alias(PKCS12SafeBag bag) {
            Attribute[] attributes = bag.getAttributes();
            for (Attribute each : attributes == null ? new Attribute[0] : attributes) {
                if (each.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_friendlyName)) {
                    return ASN1BMPString.getInstance(each.getAttrValues().getObjectAt(0))
                            .getString();
                }
            }
            return null;
        }

        Stores.Content result() throws IOException {
            List<Stores.Entry> entries = new ArrayList<>();
            for (NamedKey each : keys) {
                KeyPair pair = Keys.pair(each.info);
                List<X509Certificate> chain = certificates.stream()
                        .filter(certificate -> Keys.match(pair, certificate.getPublicKey()))
                        .findFirst()
                        .map(leaf -> Chain.from(leaf, certificates))
                        .orElse(List.of());
                entries.add(new Stores.Entry(each.alias, pair.getPrivate(), chain));
            }
            Set<X509Certificate> all = new LinkedHashSet<>();
            entries.forEach(entry -> all.addAll(entry.chain()));
            all.addAll(entries.isEmpty() ? Chain.leafFirst(certificates) : certificates);
            return new Stores.Content(entries, List.copyOf(all));
        }
    }

    /**
     * Writes a file.
     *
     * @param key null for certificates to trust
     * @param legacy in the algorithms that Windows before 2019 and old Java read: SHA-1 and Triple DES
     */
    static byte[] write(
            @Nullable PrivateKey key,
            List<X509Certificate> certificates,
            String alias,
            char[] passphrase,
            boolean legacy) {
        try {
            PKCS12PfxPduBuilder file = new PKCS12PfxPduBuilder();
            List<PKCS12SafeBag> bags = new ArrayList<>();
            for (int i = 0; i < certificates.size(); i++) {
                PKCS12SafeBagBuilder bag = new JcaPKCS12SafeBagBuilder(certificates.get(i));
                if (key == null) {
                    bag.addBagAttribute(
                            PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(alias + "-" + (i + 1)));
                    bag.addBagAttribute(TRUSTED, KeyPurposeId.anyExtendedKeyUsage);
                } else if (i == 0) {
                    name(bag, certificates.get(0), alias);
                }
                bags.add(bag.build());
            }
            file.addEncryptedData(encryptor(passphrase, legacy), bags.toArray(PKCS12SafeBag[]::new));
            if (key != null) {
                PrivateKeyInfo info = PublicKeys.within(PrivateKeyInfo.getInstance(key.getEncoded()));
                PKCS12SafeBagBuilder bag = new PKCS12SafeBagBuilder(info, encryptor(passphrase, legacy));
                name(bag, certificates.get(0), alias);
                file.addData(bag.build());
            }
            return file.build(mac(legacy), passphrase).getEncoded();
        } catch (IOException | PKCSException | OperatorCreationException | GeneralSecurityException e) {
            throw new Failure("the PKCS#12 file cannot be made: " + e.getMessage(), e);
        }
    }

    /** The same name and mark on key and certificate tie them together. */
    private static void name(PKCS12SafeBagBuilder bag, X509Certificate certificate, String alias)
            throws GeneralSecurityException {
        byte[] mark = MessageDigest.getInstance("SHA-1").digest(Certificates.der(certificate));
        bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(alias));
        bag.addBagAttribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, new DEROctetString(mark));
    }

    private static OutputEncryptor encryptor(char[] passphrase, boolean legacy) throws OperatorCreationException {
        return legacy
                ? new BcPKCS12PBEOutputEncryptorBuilder(
                                PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC,
                                CBCBlockCipher.newInstance(new DESedeEngine()))
                        .setIterationCount(LEGACY_ITERATIONS)
                        .build(passphrase)
                : Pbe.pbkdf2(passphrase, ITERATIONS);
    }

    private static PKCS12MacCalculatorBuilder mac(boolean legacy) {
        return legacy
                ? new BcPKCS12MacCalculatorBuilder(new SHA1Digest(), SHA1).setIterationCount(LEGACY_ITERATIONS)
                : new BcPKCS12MacCalculatorBuilder(new SHA256Digest(), SHA256).setIterationCount(ITERATIONS);
    }
}
