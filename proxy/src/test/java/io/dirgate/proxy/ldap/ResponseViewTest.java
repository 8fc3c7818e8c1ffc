package io.dirgate.proxy.ldap;

import static io.dirgate.proxy.ldap.Messages.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchResultReferenceProtocolOp;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseViewTest {
    private static final String AD_TEXT =
            "80090308: LdapErr: DSID-0C09050F, comment: AcceptSecurityContext error, data 52e, v4563";

    @Test
    void readsAResult() throws LdapProtocolException {
        byte[] result = Messages.message(3, new BindResponseProtocolOp(49, null, AD_TEXT + "\0", null, null));

        assertThat(ResponseView.isFinal(Messages.envelope(result))).isTrue();
        assertThat(ResponseView.resultCode(Messages.envelope(result), Unpooled.wrappedBuffer(result)))
                .isEqualTo(49);
        assertThat(ResponseView.diagnostic(Messages.envelope(result), Unpooled.wrappedBuffer(result)))
                .isEqualTo(AD_TEXT);
    }

    @Test
    void aLongDiagnosticIsCut() throws LdapProtocolException {
        byte[] result = Messages.message(3, new BindResponseProtocolOp(1, "dc=a", "x".repeat(5000), null, null));

        assertThat(ResponseView.diagnostic(Messages.envelope(result), Unpooled.wrappedBuffer(result)))
                .isEqualTo("x".repeat(1024));
    }

    @Test
    void entriesAndReferencesAreNotFinal() throws LdapProtocolException {
        byte[] reference = Messages.message(3, new SearchResultReferenceProtocolOp(List.of("ldap://dc1/")));

        assertThat(ResponseView.isFinal(Messages.envelope(reference))).isFalse();
        assertThat(ResponseView.isFinal(Messages.envelope(Messages.entry(3, "cn=a", 1))))
                .isFalse();
        assertThat(ResponseView.isFinal(Messages.envelope(Messages.done(3)))).isTrue();
    }

    @Test
    void aRequestIsNoResponse() {
        assertThatThrownBy(() -> ResponseView.isFinal(Messages.envelope(hex("3005 020101 4200"))))
                .isInstanceOf(LdapProtocolException.class)
                .hasMessage("no LDAP response has tag 0x42");
    }

    @ParameterizedTest
    @CsvSource({
        "1.3.6.1.4.1.1466.20036, true",
        "1.3.6.1.4.1.1466.20037, false",
        ", false",
    })
    void knowsTheNoticeOfDisconnectionByItsName(String name, boolean notice) throws LdapProtocolException {
        byte[] response = Messages.message(
                0, new ExtendedResponseProtocolOp(52, null, "going", List.of("ldap://dc2/"), name, null));

        assertThat(ResponseView.isNoticeOfDisconnection(Messages.envelope(response), Unpooled.wrappedBuffer(response)))
                .isEqualTo(notice);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "error, data 52e, v4563|52e",
                "error, data 775|775",
                "error, data 0, v1db1|0",
                "error, data 1234567890, v1|12345678",
                "error, data xyz|",
                "'error, data '|",
                "Invalid credentials|",
                "''|",
            })
    void findsActiveDirectorysSubCode(String text, String subCode) {
        assertThat(ResponseView.subCode(text)).isEqualTo(subCode);
    }
}
