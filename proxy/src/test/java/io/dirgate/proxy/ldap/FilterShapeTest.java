package io.dirgate.proxy.ldap;

import static org.assertj.core.api.Assertions.assertThat;

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
    void aFilterThatIsTooDeepIsCut() throws LdapProtocolException {
        assertThat(shapeOf("(!".repeat(63) + "(cn=a)" + ")".repeat(63), LIMIT))
                .isEqualTo("(!".repeat(63) + "(cn=?)" + ")".repeat(63));
        assertThat(shapeOf("(!".repeat(64) + "(cn=a)" + ")".repeat(64), LIMIT)).isEqualTo("(!".repeat(64) + "...");
    }

    @Test
    void aLongFilterIsCut() throws LdapProtocolException {
        assertThat(shapeOf("(|" + "(cn=a)".repeat(1000) + ")", 20)).isEqualTo("(|(cn=?)(cn=?)(cn=?)(cn=?)...");
    }

    @Test
    void aLongAttributeNameIsCut() throws LdapProtocolException {
        assertThat(shapeOf("(" + "x".repeat(5000) + "=a)", 10)).isEqualTo("(" + "x".repeat(10) + "=?)");
    }

    @Test
    void aBrokenFilterIsShownAsFarAsItGoes() throws LdapProtocolException {
        byte[] search = Messages.search(1, "", SearchScope.BASE, "(&(cn=a)(sn=b))");
        for (int at = Messages.frame(search).opStart(); at < search.length; at++) {
            for (int value = 0; value < 256; value += 5) {
                byte[] broken = search.clone();
                broken[at] = (byte) value;
                assertThat(shapeOf(broken, LIMIT))
                        .as("byte %d is %d", at, value)
                        .matches("(?s)\\(.*|\\.\\.\\.");
            }
        }
        byte[] unknown = search.clone();
        unknown[indexOf(search, 0xa0)] = (byte) 0xaf;
        assertThat(shapeOf(unknown, LIMIT)).isEqualTo("(...");
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

    private static int indexOf(byte[] bytes, int wanted) {
        int at = 0;
        while ((bytes[at] & 0xff) != wanted) {
            at++;
        }
        return at;
    }
}
