package io.dirgate.proxy.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.asn1.ASN1StreamReader;
import com.unboundid.ldap.protocol.AbandonRequestProtocolOp;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.ProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import com.unboundid.ldap.protocol.SearchResultReferenceProtocolOp;
import com.unboundid.ldap.protocol.UnbindRequestProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * LDAP messages as one line of text each, so that a test reads like a conversation: {@code 1 bind cn=u1 secret}, {@code 2 search
 * dc=x}, {@code 2 entry cn=a}, {@code 2 searchDone 0}. UnboundID's SDK writes and reads the bytes.
 */
public final class LdapText {
    private static final String START_TLS = "1.3.6.1.4.1.1466.20037";
    private static final String NOTICE_OF_DISCONNECTION = "1.3.6.1.4.1.1466.20036";
    private static final String NOTIFICATION = "1.2.840.113556.1.4.528";
    private static final String DIR_SYNC = "1.2.840.113556.1.4.841";
    private static final String NONE = "-";

    private LdapText() {}

    /**
     * The message's bytes. A word {@code -} is an empty text.
     *
     * <pre>
     * ID bind [NAME [PASSWORD]]      ID sasl MECHANISM [NAME]    ID unbind      ID abandon OTHER
     * ID search BASE [FILTER [ATTRIBUTE]]      ID rootDse        ID page BASE [COOKIE]      ID notify BASE      ID dirSync BASE
     * ID compare DN    ID modify DN    ID add DN    ID delete DN    ID rename DN    ID extended OID    ID startTls
     * ID bindDone CODE [TEXT]    and so for search, compare, modify, add, delete, rename, extended
     * ID entry DN [ATTRIBUTE=VALUE]…    ID reference URL    ID pageDone COOKIE    0 notice CODE
     * </pre>
     */
    public static byte[] encode(String line) {
        List<String> words = new ArrayList<>(Arrays.asList(line.split(" ")));
        int id = Integer.parseInt(words.remove(0));
        String verb = words.remove(0);
        return new LDAPMessage(id, op(verb, words), controls(verb, words))
                .encode()
                .encode();
    }

    private static ProtocolOp op(String verb, List<String> words) {
        String first = word(words, 0);
        return switch (verb) {
            case "bind" -> new BindRequestProtocolOp(first, word(words, 1));
            case "sasl" -> new BindRequestProtocolOp(word(words, 1), first, new ASN1OctetString("token"));
            case "unbind" -> new UnbindRequestProtocolOp();
            case "abandon" -> new AbandonRequestProtocolOp(Integer.parseInt(first));
            case "search" -> search(first, SearchScope.SUB, words.size() > 1 ? words.get(1) : "(cn=a)", word(words, 2));
            case "rootDse" -> search("", SearchScope.BASE, "(objectClass=*)", "");
            case "page", "notify", "dirSync" -> search(first, SearchScope.SUB, "(cn=*)", "");
            case "compare" -> new CompareRequestProtocolOp(first, "cn", new ASN1OctetString("a"));
            case "modify" ->
                new ModifyRequestProtocolOp(
                        first, List.of(new Modification(ModificationType.REPLACE, "description", "new")));
            case "add" -> new AddRequestProtocolOp(first, List.of(new Attribute("objectClass", "user")));
            case "delete" -> new DeleteRequestProtocolOp(first);
            case "rename" -> new ModifyDNRequestProtocolOp(first, "cn=new", true, null);
            case "extended" -> new ExtendedRequestProtocolOp(first, null);
            case "startTls" -> new ExtendedRequestProtocolOp(START_TLS, null);
            case "entry" -> new SearchResultEntryProtocolOp(new Entry(first, attributes(words)));
            case "reference" -> new SearchResultReferenceProtocolOp(List.of(first));
            case "pageDone" -> new SearchResultDoneProtocolOp(0, null, null, null);
            case "notice" ->
                new ExtendedResponseProtocolOp(
                        Integer.parseInt(first), null, text(words), null, NOTICE_OF_DISCONNECTION, null);
            default -> result(verb, Integer.parseInt(first), text(words));
        };
    }

    private static ProtocolOp result(String verb, int code, String text) {
        return switch (verb) {
            case "bindDone" -> new BindResponseProtocolOp(code, null, text, null, null);
            case "searchDone" -> new SearchResultDoneProtocolOp(code, null, text, null);
            case "compareDone" -> new CompareResponseProtocolOp(code, null, text, null);
            case "modifyDone" -> new ModifyResponseProtocolOp(code, null, text, null);
            case "addDone" -> new AddResponseProtocolOp(code, null, text, null);
            case "deleteDone" -> new DeleteResponseProtocolOp(code, null, text, null);
            case "renameDone" -> new ModifyDNResponseProtocolOp(code, null, text, null);
            case "extendedDone" -> new ExtendedResponseProtocolOp(code, null, text, null, null, null);
            default -> throw new IllegalArgumentException("no such message: " + verb);
        };
    }

    private static SearchRequestProtocolOp search(String base, SearchScope scope, String filter, String attribute) {
        try {
            return new SearchRequestProtocolOp(
                    base,
                    scope,
                    DereferencePolicy.NEVER,
                    0,
                    0,
                    false,
                    Filter.create(filter),
                    attribute.isEmpty() ? List.of() : List.of(attribute));
        } catch (LDAPException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Control[] controls(String verb, List<String> words) {
        return switch (verb) {
            case "page" -> new Control[] {new SimplePagedResultsControl(100, new ASN1OctetString(word(words, 1)))};
            case "pageDone" -> new Control[] {new SimplePagedResultsControl(0, new ASN1OctetString(word(words, 0)))};
            case "notify" -> new Control[] {new Control(NOTIFICATION, true)};
            case "dirSync" -> new Control[] {new Control(DIR_SYNC, true)};
            default -> new Control[0];
        };
    }

    private static List<Attribute> attributes(List<String> words) {
        return words.stream()
                .skip(1)
                .map(word -> word.split("=", 2))
                .map(pair -> new Attribute(pair[0], pair[1]))
                .toList();
    }

    private static String word(List<String> words, int index) {
        return words.size() <= index || words.get(index).equals(NONE) ? "" : words.get(index);
    }

    private static String text(List<String> words) {
        return String.join(" ", words.subList(Math.min(1, words.size()), words.size()));
    }

    /** Each message in the bytes as {@link #encode} writes it, results without their text; what is no message is named so. */
    public static List<String> describe(byte[] bytes) {
        return map(bytes, LdapText::describe);
    }

    /** The diagnostic texts of the results in the bytes. */
    public static List<String> diagnostics(byte[] bytes) {
        return map(bytes, LdapText::diagnostic);
    }

    private static List<String> map(byte[] bytes, Function<LDAPMessage, String> told) {
        if (isNoMessage(bytes)) {
            return List.of(bytes.length + " bytes");
        }
        List<String> messages = new ArrayList<>();
        try (ASN1StreamReader reader = new ASN1StreamReader(new ByteArrayInputStream(bytes))) {
            for (LDAPMessage next = LDAPMessage.readFrom(reader, false);
                    next != null;
                    next = LDAPMessage.readFrom(reader, false)) {
                messages.add(told.apply(next));
            }
        } catch (LDAPException | IOException e) {
            messages.add("a malformed message");
        }
        return messages;
    }

    /** How many of the bytes, from the first on, are whole messages; all of them if they are no messages. */
    public static int wholeMessages(byte[] bytes) {
        int end = 0;
        while (bytes.length - end >= 2 && !isNoMessage(bytes)) {
            int first = bytes[end + 1] & 0xff;
            int octets = first < 0x80 ? 0 : first & 0x7f;
            if (bytes.length - end < 2 + octets) {
                return end;
            }
            int length = octets == 0 ? first : 0;
            for (int i = 0; i < octets; i++) {
                length = (length << 8) + (bytes[end + 2 + i] & 0xff);
            }
            if (bytes.length - end < 2 + octets + length) {
                return end;
            }
            end += 2 + octets + length;
        }
        return isNoMessage(bytes) ? bytes.length : end;
    }

    private static boolean isNoMessage(byte[] bytes) {
        return bytes.length > 0 && bytes[0] != 0x30;
    }

    private static String describe(LDAPMessage message) {
        return message.getMessageID() + " " + words(message).trim();
    }

    private static String words(LDAPMessage message) {
        return switch (message.getProtocolOpType()) {
            case LDAPMessage.PROTOCOL_OP_TYPE_BIND_REQUEST -> bind(message.getBindRequestProtocolOp());
            case LDAPMessage.PROTOCOL_OP_TYPE_UNBIND_REQUEST -> "unbind";
            case LDAPMessage.PROTOCOL_OP_TYPE_ABANDON_REQUEST ->
                "abandon " + message.getAbandonRequestProtocolOp().getIDToAbandon();
            case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_REQUEST ->
                "search " + orNone(message.getSearchRequestProtocolOp().getBaseDN());
            case LDAPMessage.PROTOCOL_OP_TYPE_COMPARE_REQUEST ->
                "compare " + message.getCompareRequestProtocolOp().getDN();
            case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_REQUEST ->
                "modify " + message.getModifyRequestProtocolOp().getDN();
            case LDAPMessage.PROTOCOL_OP_TYPE_ADD_REQUEST ->
                "add " + message.getAddRequestProtocolOp().getDN();
            case LDAPMessage.PROTOCOL_OP_TYPE_DELETE_REQUEST ->
                "delete " + message.getDeleteRequestProtocolOp().getDN();
            case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_DN_REQUEST ->
                "rename " + message.getModifyDNRequestProtocolOp().getDN();
            case LDAPMessage.PROTOCOL_OP_TYPE_EXTENDED_REQUEST ->
                "extended " + message.getExtendedRequestProtocolOp().getOID();
            case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_ENTRY ->
                "entry " + entry(message.getSearchResultEntryProtocolOp());
            case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_REFERENCE ->
                "reference "
                        + message.getSearchResultReferenceProtocolOp()
                                .getReferralURLs()
                                .get(0);
            default -> result(message);
        };
    }

    private static String bind(BindRequestProtocolOp bind) {
        ASN1OctetString password = bind.getSimplePassword();
        return password == null
                ? "sasl " + bind.getSASLMechanism()
                : "bind " + orNone(bind.getBindDN())
                        + (password.getValueLength() == 0 ? "" : " " + password.stringValue());
    }

    private static String entry(SearchResultEntryProtocolOp entry) {
        StringBuilder words = new StringBuilder(orNone(entry.getDN()));
        for (Attribute attribute : entry.getAttributes()) {
            words.append(' ').append(attribute.getName()).append('=').append(String.join(",", attribute.getValues()));
        }
        return words.toString();
    }

    private static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    private static String result(LDAPMessage message) {
        return switch (message.getProtocolOpType()) {
            case LDAPMessage.PROTOCOL_OP_TYPE_BIND_RESPONSE ->
                "bindDone " + message.getBindResponseProtocolOp().getResultCode();
            case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_DONE -> searchDone(message);
            case LDAPMessage.PROTOCOL_OP_TYPE_COMPARE_RESPONSE ->
                "compareDone " + message.getCompareResponseProtocolOp().getResultCode();
            case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_RESPONSE ->
                "modifyDone " + message.getModifyResponseProtocolOp().getResultCode();
            case LDAPMessage.PROTOCOL_OP_TYPE_ADD_RESPONSE ->
                "addDone " + message.getAddResponseProtocolOp().getResultCode();
            case LDAPMessage.PROTOCOL_OP_TYPE_DELETE_RESPONSE ->
                "deleteDone " + message.getDeleteResponseProtocolOp().getResultCode();
            case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_DN_RESPONSE ->
                "renameDone " + message.getModifyDNResponseProtocolOp().getResultCode();
            case LDAPMessage.PROTOCOL_OP_TYPE_EXTENDED_RESPONSE -> extended(message.getExtendedResponseProtocolOp());
            default -> throw new IllegalArgumentException("unexpected " + message);
        };
    }

    private static String searchDone(LDAPMessage message) {
        SearchResultDoneProtocolOp done = message.getSearchResultDoneProtocolOp();
        return done.getResultCode() == 0 && !message.getControls().isEmpty()
                ? "pageDone"
                : "searchDone " + done.getResultCode();
    }

    private static String extended(ExtendedResponseProtocolOp response) {
        boolean notice = NOTICE_OF_DISCONNECTION.equals(response.getResponseOID());
        return (notice ? "notice " : "extendedDone ") + response.getResultCode();
    }

    private static String diagnostic(LDAPMessage message) {
        String text =
                switch (message.getProtocolOpType()) {
                    case LDAPMessage.PROTOCOL_OP_TYPE_BIND_RESPONSE ->
                        message.getBindResponseProtocolOp().getDiagnosticMessage();
                    case LDAPMessage.PROTOCOL_OP_TYPE_SEARCH_RESULT_DONE ->
                        message.getSearchResultDoneProtocolOp().getDiagnosticMessage();
                    case LDAPMessage.PROTOCOL_OP_TYPE_COMPARE_RESPONSE ->
                        message.getCompareResponseProtocolOp().getDiagnosticMessage();
                    case LDAPMessage.PROTOCOL_OP_TYPE_MODIFY_RESPONSE ->
                        message.getModifyResponseProtocolOp().getDiagnosticMessage();
                    case LDAPMessage.PROTOCOL_OP_TYPE_EXTENDED_RESPONSE ->
                        message.getExtendedResponseProtocolOp().getDiagnosticMessage();
                    default -> "";
                };
        return text == null ? "" : text;
    }
}
