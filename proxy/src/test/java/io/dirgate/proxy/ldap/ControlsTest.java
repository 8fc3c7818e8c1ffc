package io.dirgate.proxy.ldap;

import static io.dirgate.proxy.ldap.Messages.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.ManageDsaITRequestControl;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlsTest {
    private static final Control OTHER = new ManageDsaITRequestControl();

    @Test
    void aSearchWithoutThePagingControlHasNoCookie() throws LdapProtocolException {
        assertThat(cookieOf(search())).isNull();
        assertThat(cookieOf(search(OTHER))).isNull();
    }

    @Test
    void aFirstPagesCookieIsEmpty() throws LdapProtocolException {
        assertThat(cookieOf(search(new SimplePagedResultsControl(500)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsTheCookieAmongOtherControls(boolean critical) throws LdapProtocolException {
        Control paging = new SimplePagedResultsControl(500, new ASN1OctetString(hex("0100ff")), critical);

        assertThat(cookieOf(search(OTHER, paging, OTHER))).isEqualTo(hex("0100ff"));
    }

    @Test
    void findsTheCookieOfAResult() throws LdapProtocolException {
        assertThat(cookieOfResult(new SimplePagedResultsControl(0, new ASN1OctetString(hex("2a")), false)))
                .isEqualTo(hex("2a"));
        assertThat(cookieOfResult(new SimplePagedResultsControl(0, new ASN1OctetString(), false)))
                .isEmpty();
        assertThat(cookieOfResult(OTHER)).isNull();
    }

    @Test
    void theControlsOfAResultThatIsNotHeldWholeAreNotLookedFor() throws LdapProtocolException {
        byte[] result = result(new SimplePagedResultsControl(0, new ASN1OctetString(hex("2a")), false));
        ByteBuf arrived = Unpooled.wrappedBuffer(
                Arrays.copyOf(result, Messages.envelope(result).opEnd()));

        assertThat(Controls.pagingCookie(Messages.envelope(result), arrived)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.113556.1.4.528", "2.16.840.1.113730.3.4.3", "1.3.6.1.4.1.4203.1.9.1.1"})
    void knowsASearchThatMayStayWithoutAnAnswer(String oid) throws LdapProtocolException {
        assertThat(read(search(OTHER, new Control(oid))).isOpenEnded()).isTrue();
        assertThat(read(search(new Control(oid, true, new ASN1OctetString("value"))))
                        .isOpenEnded())
                .isTrue();
    }

    @Test
    void anyOtherSearchOwesAnAnswer() throws LdapProtocolException {
        assertThat(read(search()).isOpenEnded()).isFalse();
        assertThat(read(search(OTHER, new SimplePagedResultsControl(5))).isOpenEnded())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "3000, controls has tag 0x30",
        "a003 300204, control is longer than its container",
        "a002 3000, control type is missing",
        "a01a 3018 0416 312e322e3834302e3131333535362e312e342e333139, paged results value is missing",
        "a01c 301a 0416 312e322e3834302e3131333535362e312e342e333139 0400, paged results value is missing",
        "a01e 301c 0416 312e322e3834302e3131333535362e312e342e333139 0402 3000, page size is missing",
    })
    void refusesBrokenControls(String controls, String why) {
        byte[] list = hex(controls);
        byte[] message = Messages.join(new byte[] {0x30, (byte) (6 + list.length)}, hex("020101 4a0161"), list);
        assertThatThrownBy(() -> read(Messages.frame(message)))
                .isInstanceOf(LdapProtocolException.class)
                .hasMessage(why);
    }

    private static RequestControls read(LdapFrame frame) throws LdapProtocolException {
        RequestControls controls = new RequestControls();
        controls.read(frame);
        return controls;
    }

    private static LdapFrame search(Control... controls) throws LdapProtocolException {
        return Messages.frame(Messages.search(1, "dc=example", SearchScope.SUB, "(cn=a)", controls));
    }

    private static byte[] result(Control control) {
        return Messages.message(1, new SearchResultDoneProtocolOp(0, null, null, null), control);
    }

    private static byte @Nullable [] cookieOf(LdapFrame frame) throws LdapProtocolException {
        return bytes(read(frame).pagingCookie(frame));
    }

    private static byte @Nullable [] cookieOfResult(Control control) throws LdapProtocolException {
        byte[] result = result(control);
        return bytes(Controls.pagingCookie(Messages.envelope(result), Unpooled.wrappedBuffer(result)));
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuf cookie) {
        return cookie == null ? null : ByteBufUtil.getBytes(cookie);
    }
}
