package io.dirgate.proxy.ldap;

import static io.dirgate.proxy.ldap.Messages.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.SearchScope;
import io.netty.buffer.Unpooled;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LdapCodecTest {
    private final LdapCodec codec = new LdapCodec();

    @Test
    void theSearchOfTheRootDseIsReadAsOne() throws Exception {
        LDAPMessage message = Messages.request(codec.rootDseSearch(7, "dnsHostName", "currentTime"));
        SearchRequestProtocolOp search = message.getSearchRequestProtocolOp();

        assertThat(message.getMessageID()).isEqualTo(7);
        assertThat(search.getBaseDN()).isEmpty();
        assertThat(search.getScope()).isEqualTo(SearchScope.BASE);
        assertThat(search.getFilter()).hasToString("(objectClass=*)");
        assertThat(search.getAttributes()).containsExactly("dnsHostName", "currentTime");
    }

    @Test
    void takesTheFirstValueOfEachAttribute() throws LdapProtocolException {
        Map<String, String> values = codec.firstValues(Unpooled.wrappedBuffer(entry(
                new Attribute("dnsHostName", "dc1.example.com"), new Attribute("namingContexts", "dc=a", "dc=b"))));

        assertThat(values)
                .containsOnly(Map.entry("dnshostname", "dc1.example.com"), Map.entry("namingcontexts", "dc=a"));
    }

    @Test
    void whatIsNoEntryHasNoValues() throws LdapProtocolException {
        assertThat(codec.firstValues(Unpooled.wrappedBuffer(Messages.done(1)))).isEmpty();
    }

    @Test
    void afterABrokenMessageTheNextIsRead() throws LdapProtocolException {
        assertThatThrownBy(() -> codec.firstValues(Unpooled.wrappedBuffer(hex("300c 020101 6407 ffffffffffffff"))))
                .isInstanceOf(LdapProtocolException.class)
                .hasMessageStartingWith("not a message: ");

        assertThat(codec.firstValues(Unpooled.wrappedBuffer(entry(new Attribute("cn", "a")))))
                .containsOnly(Map.entry("cn", "a"));
    }

    @Test
    void afterHalfAMessageTheNextIsRead() throws LdapProtocolException {
        byte[] whole = entry(new Attribute("cn", "a"));
        codec.firstValues(Unpooled.wrappedBuffer(whole, 0, whole.length / 2));

        assertThat(codec.firstValues(Unpooled.wrappedBuffer(whole))).containsOnly(Map.entry("cn", "a"));
    }

    private static byte[] entry(Attribute... attributes) {
        return Messages.message(1, new SearchResultEntryProtocolOp(new Entry("", attributes)));
    }
}
