package io.dirgate.proxy.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.SearchScope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 65, 500, FilterShape.MAX_DEPTH})
    void countsTheLevelsOfAFilter(int levels) throws LdapProtocolException {
        String filter = "(!".repeat(levels) + "(cn=a)" + ")".repeat(levels);
        byte[] search = search(levels);
        assertThat(write(search, text, 100_000)).isEqualTo(levels);
        assertThat(text.toString()).isEqualTo(filter.replace("=a", "=?"));
    }

    @Test
    void theDeepestBranchCounts() throws LdapProtocolException {
        byte[] search = Messages.search(1, "", SearchScope.BASE, "(&(cn=a)(|(!(cn=b))(cn=c))(cn=d))");
        assertThat(write(search, text, LIMIT)).isEqualTo(3);
    }

    @Test
    void aFilterOfMoreLevelsIsNotReadToItsEnd() throws LdapProtocolException {
        byte[] search = search(100_000);
        assertThat(write(search, text, LIMIT)).isEqualTo(FilterShape.MAX_DEPTH + 1);
    }

    /** A search for {@code (cn=a)} below so many levels, which the SDK could not write without recursion. */
    private static byte[] search(int levels) {
        ByteBuf filter = Unpooled.buffer();
        byte[] leaf = HexFormat.of().parseHex("a3070402636e040161");
        int length = leaf.length + 6 * levels;
        for (int left = length; left > leaf.length; left -= 6) {
            filter.writeByte(0xa2).writeByte(0x84).writeInt(left - 6);
        }
        filter.writeBytes(leaf);
        ByteBuf op = Unpooled.buffer().writeBytes(HexFormat.of().parseHex("04000a01000a0100020100020100010100"));
        op.writeBytes(filter).writeBytes(HexFormat.of().parseHex("3000"));
        ByteBuf message = Unpooled.buffer();
        message.writeByte(0x30).writeByte(0x84).writeInt(op.readableBytes() + 9);
        message.writeBytes(HexFormat.of().parseHex("020101")).writeByte(0x63).writeByte(0x84);
        message.writeInt(op.readableBytes()).writeBytes(op);
        return ByteBufUtil.getBytes(message);
    }

    @Test
    void aLongFilterIsCutButReadToItsEnd() throws LdapProtocolException {
        byte[] search = Messages.search(1, "dc=example", SearchScope.SUB, "(|" + "(cn=a)".repeat(1000) + ")");
        assertThat(shapeOf(search, 20)).isEqualTo("(|(cn=?)(cn=?)(cn=?)...");
        search[lastIndexOf(search, 0xa3)] = (byte) 0xaf;
        assertThat(write(search, text, 20)).isEqualTo(FilterShape.UNKNOWN_KIND);
    }

    @Test
    void aFilterOfAnUnknownKindIsShownAsAQuestionMark() throws LdapProtocolException {
        byte[] search = Messages.search(1, "dc=example", SearchScope.SUB, "(cn=a)");
        search[lastIndexOf(search, 0xa3)] = (byte) 0xaf;
        assertThat(write(search, text, LIMIT)).isEqualTo(FilterShape.UNKNOWN_KIND);
        assertThat(text).hasToString("(?)");
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

    private static int write(byte[] search, Utf8Text into, int limit) throws LdapProtocolException {
        LdapFrame frame = Messages.frame(search);
        return FilterShape.write(
                frame, RequestView.filterStart(frame, RequestView.searchBase(frame, new Utf8Text(), 100)), into, limit);
    }

    private String shapeOf(String filter, int limit) throws LdapProtocolException {
        return shapeOf(Messages.search(1, "dc=example", SearchScope.SUB, filter), limit);
    }

    private String shapeOf(byte[] search, int limit) throws LdapProtocolException {
        write(search, text, limit);
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
