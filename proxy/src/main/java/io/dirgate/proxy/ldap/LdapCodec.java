package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.directory.api.asn1.DecoderException;
import org.apache.directory.api.asn1.EncoderException;
import org.apache.directory.api.asn1.ber.Asn1Decoder;
import org.apache.directory.api.asn1.util.Asn1Buffer;
import org.apache.directory.api.ldap.codec.api.LdapApiService;
import org.apache.directory.api.ldap.codec.api.LdapApiServiceFactory;
import org.apache.directory.api.ldap.codec.api.LdapEncoder;
import org.apache.directory.api.ldap.codec.api.LdapMessageContainer;
import org.apache.directory.api.ldap.model.entry.Attribute;
import org.apache.directory.api.ldap.model.filter.PresenceNode;
import org.apache.directory.api.ldap.model.message.Message;
import org.apache.directory.api.ldap.model.message.SearchRequest;
import org.apache.directory.api.ldap.model.message.SearchRequestImpl;
import org.apache.directory.api.ldap.model.message.SearchResultEntry;
import org.apache.directory.api.ldap.model.message.SearchScope;
import org.apache.directory.api.ldap.model.name.DefaultDnFactory;
import org.apache.directory.api.ldap.model.name.Dn;

/**
 * Converts whole messages to and from objects, for the few messages that the gateway must understand or create. Only
 * this class uses Apache's codec. A conversion takes microseconds, so forwarded messages do not pass through here. Not
 * thread-safe.
 */
public final class LdapCodec {
    private final LdapApiService service = LdapApiServiceFactory.getSingleton();
    private final LdapMessageContainer<Message> container = new LdapMessageContainer<>(service);

    public LdapCodec() {
        // Caching DNs costs more time than it saves.
        container.setDnFactory(new DefaultDnFactory(null, 1000));
    }

    /** A base search of the rootDSE that requests these attributes. */
    public ByteBuf rootDseSearch(int messageId, String... attributes) {
        SearchRequest search = new SearchRequestImpl();
        search.setMessageId(messageId);
        search.setBase(Dn.EMPTY_DN);
        search.setScope(SearchScope.OBJECT);
        search.setFilter(new PresenceNode("objectClass"));
        search.addAttributes(attributes);
        try {
            return Unpooled.wrappedBuffer(LdapEncoder.encodeMessage(new Asn1Buffer(), service, search));
        } catch (EncoderException e) {
            throw new IllegalStateException("a constant search cannot be encoded", e);
        }
    }

    /** The first value of each attribute of a search result entry. The keys are attribute names in lower case. */
    public Map<String, String> firstValues(ByteBuf entry) throws LdapProtocolException {
        Map<String, String> values = new HashMap<>();
        if (decode(entry) instanceof SearchResultEntry found) {
            for (Attribute attribute : found.getEntry().getAttributes()) {
                values.put(attribute.getId().toLowerCase(Locale.ROOT), first(attribute));
            }
        }
        return values;
    }

    private static String first(Attribute attribute) throws LdapProtocolException {
        try {
            return attribute.size() == 0 ? "" : attribute.get().getString();
        } catch (RuntimeException e) {
            throw new LdapProtocolException("attribute " + attribute.getId() + " is not text");
        }
    }

    private Message decode(ByteBuf message) throws LdapProtocolException {
        try {
            Asn1Decoder.decode(message.nioBuffer(), container);
            return container.getMessage();
        } catch (DecoderException e) {
            throw new LdapProtocolException("not a message: " + e.getMessage());
        } finally {
            container.clean();
        }
    }
}
