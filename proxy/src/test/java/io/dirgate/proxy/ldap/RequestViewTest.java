package io.dirgate.proxy.ldap;

import static io.dirgate.proxy.ldap.Messages.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.AbandonRequestProtocolOp;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.UnbindRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestViewTest {
    private static final String NAME = "cn=Zoë,dc=example";

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of(LdapOp.BIND, new BindRequestProtocolOp(NAME, "secret"), NAME),
                Arguments.of(
                        LdapOp.MODIFY,
                        new ModifyRequestProtocolOp(
                                NAME, List.of(new Modification(ModificationType.REPLACE, "sn", "a"))),
                        NAME),
                Arguments.of(LdapOp.ADD, new AddRequestProtocolOp(NAME, List.of(new Attribute("sn", "a"))), NAME),
                Arguments.of(LdapOp.DELETE, new DeleteRequestProtocolOp(NAME), NAME),
                Arguments.of(LdapOp.MODIFY_DN, new ModifyDNRequestProtocolOp(NAME, "cn=b", true, null), NAME),
                Arguments.of(LdapOp.COMPARE, new CompareRequestProtocolOp(NAME, "sn", new ASN1OctetString("a")), NAME),
                Arguments.of(
                        LdapOp.EXTENDED,
                        new ExtendedRequestProtocolOp(LdapReplies.START_TLS, null),
                        LdapReplies.START_TLS),
                Arguments.of(LdapOp.UNBIND, new UnbindRequestProtocolOp(), ""),
                Arguments.of(LdapOp.ABANDON, new AbandonRequestProtocolOp(5), ""));
    }

    @ParameterizedTest
    @MethodSource("names")
    void knowsWhatARequestIsAbout(LdapOp op, ProtocolOp request, String name) throws LdapProtocolException {
        LdapFrame frame = frame(request);

        assertThat(frame.op()).isEqualTo(op);
        assertThat(nameOf(frame, 100)).isEqualTo(name);
    }

    @Test
    void knowsASearch() throws LdapProtocolException {
        LdapFrame frame = Messages.frame(Messages.search(1, NAME, SearchScope.SUB, "(cn=a)"));

        assertThat(nameOf(frame, 100)).isEqualTo(NAME);
        assertThat(RequestView.scope(frame, RequestView.searchBase(frame, new Utf8Text(), 100)))
                .isEqualTo(2);
        assertThat(frame.buffer()
                        .getUnsignedByte(
                                RequestView.filterStart(frame, RequestView.searchBase(frame, new Utf8Text(), 100))))
                .isEqualTo((short) 0xa3);
    }

    @Test
    void knowsASimpleBind() throws LdapProtocolException {
        LdapFrame frame = frame(new BindRequestProtocolOp(NAME, "secret"));

        assertThat(RequestView.authentication(frame, start(frame))).isEqualTo(Authentication.SIMPLE);
        assertThat(RequestView.isPasswordEmpty(frame, start(frame))).isFalse();
        LdapFrame without = frame(new BindRequestProtocolOp(NAME, ""));
        assertThat(RequestView.isPasswordEmpty(without, start(without))).isTrue();
    }

    @Test
    void knowsASaslBind() throws LdapProtocolException {
        LdapFrame frame = frame(new BindRequestProtocolOp("", "GSS-SPNEGO", new ASN1OctetString("token")));

        assertThat(RequestView.authentication(frame, start(frame))).isEqualTo(Authentication.SASL);
        assertThat(RequestView.saslMechanism(frame, start(frame))).isEqualTo("GSS-SPNEGO");
    }

    @ParameterizedTest
    @CsvSource({"89, SICILY_DISCOVERY", "8a, SICILY_NEGOTIATE", "8b, SICILY_RESPONSE", "81, UNKNOWN"})
    void knowsHowABindAuthenticates(String tag, Authentication authentication) throws LdapProtocolException {
        byte[] bind = hex("300c020101600702010304008000");
        bind[bind.length - 2] = (byte) Integer.parseInt(tag, 16);

        LdapFrame frame = Messages.frame(bind);
        assertThat(RequestView.authentication(frame, start(frame))).isEqualTo(authentication);
    }

    @Test
    void knowsAnExtendedRequest() throws LdapProtocolException {
        LdapFrame frame = frame(new ExtendedRequestProtocolOp(LdapReplies.START_TLS, null));

        assertThat(RequestView.isExtended(frame, LdapReplies.START_TLS)).isTrue();
        assertThat(RequestView.isExtended(frame, LdapReplies.NOTICE_OF_DISCONNECTION))
                .isFalse();
        assertThat(RequestView.isExtended(frame, "1.3.6")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1", "128", "70000", "2147483647"})
    void knowsWhatIsAbandoned(int id) throws LdapProtocolException {
        assertThat(RequestView.abandonedId(frame(new AbandonRequestProtocolOp(id))))
                .isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({
        "3005 020101 5000, abandoned message id is not a number from 0 to 2147483647",
        "3006 020101 5001ff, abandoned message id is not a number from 0 to 2147483647",
        "300a 020101 50050000000001, abandoned message id is not a number from 0 to 2147483647",
    })
    void refusesToAbandonWhatIsNoId(String bytes, String why) {
        assertThatThrownBy(() -> RequestView.abandonedId(Messages.frame(hex(bytes))))
                .isInstanceOf(LdapProtocolException.class)
                .hasMessage(why);
    }

    @ParameterizedTest
    @CsvSource({
        "3005 020101 6000, version is missing",
        "3008 020101 6003 0a0103, version has tag 0xa",
        "3008 020101 6003 020103, bind name is missing",
        "300a 020101 6005 020103 0405, bind name is longer than its container",
        "300a 020101 6005 020103 0400, authentication is longer than its container",
        "300c 020101 6007 020103 0400 8001, authentication is longer than its container",
    })
    void refusesABindWithAPieceMissing(String bytes, String why) {
        assertThatThrownBy(() -> {
                    LdapFrame frame = Messages.frame(hex(bytes));
                    RequestView.authentication(frame, start(frame));
                })
                .isInstanceOf(LdapProtocolException.class)
                .hasMessage(why);
    }

    private static int start(LdapFrame bind) throws LdapProtocolException {
        return RequestView.authenticationStart(bind);
    }

    private static LdapFrame frame(ProtocolOp request) throws LdapProtocolException {
        return Messages.frame(Messages.message(9, request));
    }

    private static String nameOf(LdapFrame frame, int limit) throws LdapProtocolException {
        Utf8Text text = new Utf8Text();
        RequestView.name(frame, text, limit);
        return text.toString();
    }
}
