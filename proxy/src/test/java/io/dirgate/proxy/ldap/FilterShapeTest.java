package io.dirgate.proxy.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.SearchScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterShapeTest {
    private static final int LIMIT = 200;

    private final Utf8Text text = new Utf8Text();

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "(objectClass=*)#(objectClass=*)",
                "(cn=Ann)#(cn=?)",
                "(cn=)#(cn=?)",
                "(cn=*n*n)#(cn=*?)",
                "(uidNumber>=5)#(uidNumber>=?)",
                "(uidNumber<=5)#(uidNumber<=?)",
                "(cn~=Ann)#(cn~=?)",
                "(!(cn=Ann))#(!(cn=?))",
                "(&)#(&)",
                "(|)#(|)",
                "(&(|(cn=a)(sn=b))(!(mail=*)))#(&(|(cn=?)(sn=?))(!(mail=*)))",
                "(&(&(&(cn=a))))#(&(&(&(cn=?))))",
                "(memberOf:1.2.840.113556.1.4.1941:=cn=g)#(memberOf:1.2.840.113556.1.4.1941:=?)",
                "(cn:dn:=a)#(cn:=?)",
                "(:2.5.13.2:=a)#(:2.5.13.2:=?)",
                "(cn;lang-de=a)#(cn;lang-de=?)",
            })
    void showsWhatIsAskedAndNotAboutWhom(String filter, String shape) throws LdapProtocolException {
        assertThat(shapeOf(filter, LIMIT)).isEqualTo(shape);
    }

    @Test
    void aFilterThatIsTooDeepIsRefused() throws LdapProtocolException {
        String deepest = "(!".repeat(64) + "(cn=a)" + ")".repeat(64);
        assertThat(shapeOf(deepest, LIMIT)).isEqualTo(deepest.replace("=a", "=?"));
        assertThatThrownBy(() -> shapeOf("(&" + deepest + ")", LIMIT))
                .isInstanceOfSatisfying(LdapProtocolException.class, e -> assertThat(e.resultCode())
                        .isEqualTo(ResultCode.UNWILLING_TO_PERFORM))
                .hasMessageContaining("deeper than 64");
    }

    @Test
    void aLongFilterIsCutButReadToItsEnd() throws LdapProtocolException {
        byte[] search = Messages.search(1, "dc=example", SearchScope.SUB, "(|" + "(cn=a)".repeat(1000) + ")");
        assertThat(shapeOf(search, 20)).isEqualTo("(|(cn=?)(cn=?)(cn=?)...");
        search[lastIndexOf(search, 0xa3)] = (byte) 0xaf;
        assertThatThrownBy(() -> shapeOf(search, 20)).hasMessageContaining("no filter has tag 0xaf");
    }

    @Test
    void aLongAttributeNameIsCut() throws LdapProtocolException {
        assertThat(shapeOf("(" + "x".repeat(5000) + "=a)", 10)).isEqualTo("(" + "x".repeat(9) + "...");
    }

    @Test
    void aBrokenFilterIsReadOrRefusedAndNothingElse() throws LdapProtocolException {
        byte[] search = Messages.search(1, "", SearchScope.BASE, "(&(cn=a)(sn=b))");
        int refused = 0;
        for (int at = Messages.frame(search).opStart(); at < search.length; at++) {
            for (int value = 0; value < 256; value += 5) {
                byte[] broken = search.clone();
                broken[at] = (byte) value;
                try {
                    assertThat(shapeOf(broken, LIMIT))
                            .as("byte %d is %d", at, value)
                            .startsWith("(");
                } catch (LdapProtocolException e) {
                    assertThat(e).hasMessageMatching("(?s).+");
                    refused++;
                }
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void theTextOfTheLastFilterIsGone() throws LdapProtocolException {
        shapeOf("(description=a)", LIMIT);

        assertThat(shapeOf("(cn=a)", LIMIT)).isEqualTo("(cn=?)");
    }

    private String shapeOf(String filter, int limit) throws LdapProtocolException {
        return shapeOf(Messages.search(1, "dc=example", SearchScope.SUB, filter), limit);
    }

    private String shapeOf(byte[] search, int limit) throws LdapProtocolException {
        FilterShape.write(Messages.frame(search), text, limit);
        return text.toString();
    }

    private static int lastIndexOf(byte[] bytes, int wanted) {
        int at = bytes.length - 1;
        while ((bytes[at] & 0xff) != wanted) {
            at--;
        }
        return at;
    }
}
