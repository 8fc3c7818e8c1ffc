package io.dirgate.certtool.ca;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.certtool.Cli;
import io.dirgate.certtool.Tool;
import io.dirgate.certtool.pki.KeyKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The request of a Windows subordinate enterprise CA, laid out as its installer writes it (MS-WCCE 2.2.2.6 and 2.2.2.7). */
class WindowsRequestTest {
    private static final String MICROSOFT = "1.3.6.1.4.1.311.";
    private static final byte[] KEY_IDENTIFIER = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
    };

    @TempDir
    static Path folder;

    static Path passphrase;
    static Path root;
    static byte[] request;

    @BeforeAll
    static void makeRootAndRequest() throws Exception {
        passphrase = Files.writeString(folder.resolve("pw"), "secret");
        root = folder.resolve("rootca");
        Cli.ok(
                "ca",
                "init",
                "--dir",
                root,
                "--name",
                "Example Root CA",
                "--passphrase-file",
                passphrase,
                "--crl-url",
                "http://pki.example.com/root.crl");
        request = request(KeyKind.RSA_2048.generate());
    }

    static byte[] request(KeyPair key) throws Exception {
        ExtensionsGenerator wanted = new ExtensionsGenerator();
        wanted.addExtension(oid("21.1"), false, new ASN1Integer(0));
        wanted.addExtension(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(KEY_IDENTIFIER));
        wanted.addExtension(oid("20.2"), false, new DERBMPString("SubCA"));
        wanted.addExtension(
                Extension.keyUsage,
                false,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign | KeyUsage.cRLSign));
        wanted.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        ASN1EncodableVector client = new ASN1EncodableVector();
        client.add(new ASN1Integer(9));
        client.add(new DERUTF8String("CA01.corp.example.com"));
        client.add(new DERUTF8String("CORP\\CAAdmin"));
        client.add(new DERUTF8String("certsrv.exe"));
        ASN1EncodableVector provider = new ASN1EncodableVector();
        provider.add(new ASN1Integer(1));
        provider.add(new DERBMPString("RSA#Microsoft Software Key Storage Provider"));
        provider.add(new DERBitString(new byte[0]));
        return new JcaPKCS10CertificationRequestBuilder(
                        new X500Name("DC=com,DC=example,DC=corp,CN=corp-CA01-CA"), key.getPublic())
                .addAttribute(oid("13.2.3"), new DERIA5String("10.0.20348.2"))
                .addAttribute(oid("21.20"), new DERSequence(client))
                .addAttribute(oid("13.2.2"), new DERSequence(provider))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(key.getPrivate()))
                .getEncoded();
    }

    private static ASN1ObjectIdentifier oid(String rest) {
        return new ASN1ObjectIdentifier(MICROSOFT + rest);
    }

    @Test
    void requestOfCertreqIsSignedWithMicrosoftsExtensions() throws Exception {
        Path req = Files.writeString(
                folder.resolve("SubordinateCA.req"),
                "-----BEGIN NEW CERTIFICATE REQUEST-----\r\n"
                        + Base64.getMimeEncoder().encodeToString(request)
                        + "\r\n-----END NEW CERTIFICATE REQUEST-----\r\n");
        Path out = folder.resolve("SubordinateCA.crt");
        Cli ran = Cli.ok(
                "ca",
                "sign-subordinate",
                "--dir",
                root,
                "--request",
                req,
                "--out",
                out,
                "--passphrase-file",
                passphrase);
        String text = Tool.ok("openssl", "x509", "-in", out, "-noout", "-text");
        assertThat(text)
                .contains("Subject: DC = com, DC = example, DC = corp, CN = corp-CA01-CA")
                .contains("CA:TRUE, pathlen:0", "Digital Signature, Certificate Sign, CRL Sign")
                .contains("01:02:03:04:05:06:07:08", "URI:http://pki.example.com/root.crl")
                .contains("1.3.6.1.4.1.311.20.2:", "1.3.6.1.4.1.311.21.1");
        Tool.ok("openssl", "verify", "-x509_strict", "-CAfile", root.resolve("ca.crt"), out);
        assertThat(ran.out())
                .contains("certutil -addstore -f root Example-Root-CA.crt")
                .contains("certutil -addstore -f root Example-Root-CA.crl")
                .contains("certutil -dspublish -f Example-Root-CA.crt RootCA")
                .contains("certutil -installcert SubordinateCA.crt");
        assertThat(folder.resolve("Example-Root-CA.crl")).exists();
    }

    @Test
    void derAndBareBase64AreReadToo() throws Exception {
        Path der = Files.write(folder.resolve("der.req"), request);
        Path bare = Files.write(
                folder.resolve("bare.req"),
                Base64.getMimeEncoder().encodeToString(request).getBytes(StandardCharsets.US_ASCII));
        for (Path each : new Path[] {der, bare}) {
            Cli.ok(
                    "ca",
                    "sign-subordinate",
                    "--dir",
                    root,
                    "--request",
                    each,
                    "--out",
                    folder.resolve("again.crt"),
                    "--passphrase-file",
                    passphrase,
                    "--force");
        }
    }

    @Test
    void requestThatWasChangedOrIsNoCasIsRefused() throws Exception {
        byte[] changed = request.clone();
        changed[60] ^= 1;
        Path bad = Files.write(folder.resolve("changed.req"), changed);
        Cli refused = Cli.run(
                "ca",
                "sign-subordinate",
                "--dir",
                root,
                "--request",
                bad,
                "--out",
                folder.resolve("bad.crt"),
                "--passphrase-file",
                passphrase);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("changed.req").hasLineCount(1);
    }
}
