package io.dirgate.certtool.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;

class DistinguishedNameTest {
    @Test
    void aBmpStringIsPrintedByItsCharacters() {
        assertThat(DistinguishedName.text(common(new DERBMPString("M\u00fcnchen LDAP"))))
                .isEqualTo("CN=M\u00fcnchen LDAP");
    }

    @Test
    void theBytesOfABmpStringUnderAnotherTypeAreReadAsThatString() {
        byte[] bytes = "Main CA".getBytes(StandardCharsets.UTF_16BE);

        assertThat(DistinguishedName.text(common(new DERT61String(new String(bytes, StandardCharsets.ISO_8859_1)))))
                .isEqualTo("CN=Main CA");
    }

    @Test
    void thePrincipalAndTheNameHaveOneSpellingThatAPrincipalReadsBack() throws Exception {
        X500Name name = new X500NameBuilder()
                .addRDN(BCStyle.C, "DE")
                .addRDN(BCStyle.O, "Example, Inc. \"West\"")
                .addRDN(BCStyle.CN, " #1+2 ")
                .build();
        X500Principal principal = new X500Principal(name.getEncoded());

        String text = DistinguishedName.text(name);

        assertThat(text).isEqualTo("CN=\\ #1\\+2\\ ,O=Example\\, Inc. \\\"West\\\",C=DE");
        assertThat(DistinguishedName.text(principal)).isEqualTo(text);
        assertThat(new X500Principal(text)).isEqualTo(principal);
    }

    @Test
    void aControlCharacterReachesNoTerminal() {
        assertThat(DistinguishedName.text(common(new DERPrintableString("a\u001b[2Jb"))))
                .isEqualTo("CN=a\\1B[2Jb");
    }

    private static X500Name common(ASN1Encodable value) {
        return new X500NameBuilder().addRDN(BCStyle.CN, value).build();
    }
}
