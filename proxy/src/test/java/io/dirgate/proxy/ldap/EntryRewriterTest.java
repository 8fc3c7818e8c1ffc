package io.dirgate.proxy.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.asn1.ASN1Buffer;
import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryRewriterTest {
    private static final Attribute CONTEXT = new Attribute("defaultNamingContext", "DC=corp,DC=example,DC=com");
    private static final Attribute VERSION = new Attribute("supportedLDAPVersion", "3", "2");

    @Test
    void theValueIsGoneAndAllElseIsAsItWas() throws Exception {
        LDAPMessage before = entry(
                CONTEXT,
                new Attribute("supportedSASLMechanisms", "GSSAPI", "GSS-SPNEGO", "EXTERNAL", "DIGEST-MD5"),
                VERSION);

        LDAPMessage after = read(rewritten(before));

        SearchResultEntryProtocolOp op = after.getSearchResultEntryProtocolOp();
        assertThat(op.getAttributes())
                .containsExactly(
                        CONTEXT,
                        new Attribute("supportedSASLMechanisms", "GSSAPI", "GSS-SPNEGO", "DIGEST-MD5"),
                        VERSION);
        assertThat(after.getMessageID()).isEqualTo(before.getMessageID());
        assertThat(after.getControls()).isEqualTo(before.getControls());
    }

    @Test
    void theOnlyValueLeavesAnEmptyAttribute() throws Exception {
        LDAPMessage after = read(rewritten(entry(new Attribute("supportedSASLMechanisms", "EXTERNAL"))));

        assertThat(after.getSearchResultEntryProtocolOp().getAttributes())
                .containsExactly(new Attribute("supportedSASLMechanisms"));
    }

    @Test
    void anEntryWithoutTheValueIsLeftAlone() throws Exception {
        assertThat(rewritten(entry(CONTEXT, new Attribute("supportedSASLMechanisms", "GSSAPI"))))
                .isNull();
        assertThat(rewritten(entry(CONTEXT, new Attribute("description", "EXTERNAL"))))
                .isNull();
    }

    private static LDAPMessage entry(Attribute... attributes) {
        return new LDAPMessage(
                4711,
                new SearchResultEntryProtocolOp("", List.of(attributes)),
                new Control("1.2.3.4"),
                new Control("1.2.3.5", true));
    }

    private static @Nullable ByteBuf rewritten(LDAPMessage message) throws Exception {
        ASN1Buffer bytes = new ASN1Buffer();
        message.writeTo(bytes);
        ByteBuf in = Unpooled.wrappedBuffer(new byte[3], bytes.toByteArray(), new byte[5]);
        LdapEnvelope envelope = new LdapEnvelope();
        assertThat(envelope.read(in, 3, in.writerIndex())).isTrue();
        return EntryRewriter.withoutValue(
                UnpooledByteBufAllocator.DEFAULT, envelope, in, "supportedSASLMechanisms", "EXTERNAL");
    }

    private static LDAPMessage read(@Nullable ByteBuf bytes) throws Exception {
        assertThat(bytes).isNotNull();
        try (ASN1StreamReader reader = new ASN1StreamReader(new ByteBufInputStream(bytes))) {
            LDAPMessage message = LDAPMessage.readFrom(reader, true);
            assertThat(message).isNotNull();
            return message;
        } finally {
            bytes.release();
        }
    }
}
