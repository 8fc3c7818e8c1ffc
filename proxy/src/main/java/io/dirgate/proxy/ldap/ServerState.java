package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;

/**
 * Finds out whether a search reads or uses what one directory server counts for itself. Update sequence numbers, the server's own name
 * and invocation id, and DirSync cookies mean nothing on another server of the same domain (MS-ADTS section 3.1.1.1.9): a client that
 * takes them there sees success, and misses changes.
 */
public final class ServerState {
    private ServerState() {}

    /**
     * True if the search names such an attribute in its filter or its selection, or reads the whole rootDSE, which has {@code
     * highestCommittedUSN} and {@code dsServiceName}. The DirSync control is {@link RequestControls}' to find.
     *
     * @param filter index of the filter's tag
     * @param filterShape as {@link FilterShape} wrote it
     * @param rootDse whether the search is one of the rootDSE
     */
    public static boolean isReadBy(LdapFrame search, int filter, Utf8Text filterShape, boolean rootDse)
            throws LdapProtocolException {
        return isNamedIn(filterShape) || isSelectedBy(search, filter, rootDse);
    }

    private static boolean isNamedIn(Utf8Text filterShape) {
        byte[] text = filterShape.bytes();
        for (int i = 0; i + 3 < filterShape.length(); i++) {
            if (text[i] == '('
                    && (text[i + 1] | ' ') == 'u'
                    && (text[i + 2] | ' ') == 's'
                    && (text[i + 3] | ' ') == 'n') {
                return true;
            }
        }
        return false;
    }

    private static boolean isSelectedBy(LdapFrame search, int filter, boolean rootDse) throws LdapProtocolException {
        ByteBuf in = search.buffer();
        int behind = Ber.end(Ber.any(in, filter, search.opEnd(), "filter"));
        if (behind == search.opEnd()) {
            return false;
        }
        long selection = Ber.element(in, behind, search.opEnd(), Ber.SEQUENCE, "attribute selection");
        boolean all = Ber.length(selection) == 0;
        for (int at = Ber.content(selection); at < Ber.end(selection); ) {
            long attribute = Ber.any(in, at, Ber.end(selection), "attribute");
            if (isServersOwn(in, attribute)) {
                return true;
            }
            all |= isAll(in, attribute);
            at = Ber.end(attribute);
        }
        return all && rootDse;
    }

    /** By length and first letter, since each attribute that any search selects is looked at. */
    private static boolean isServersOwn(ByteBuf in, long attribute) {
        int length = Ber.length(attribute);
        if (length < 10) {
            return false;
        }
        return switch (in.getByte(Ber.content(attribute)) | ' ') {
            case 'u' -> begins(in, attribute, "usn");
            case 'h' -> length == 19 && begins(in, attribute, "highestcommittedusn");
            case 'd' -> length == 13 && begins(in, attribute, "dsservicename");
            case 'i' -> length == 12 && begins(in, attribute, "invocationid");
            default -> false;
        };
    }

    private static boolean begins(ByteBuf in, long attribute, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            if ((in.getByte(Ber.content(attribute) + i) | ' ') != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** RFC 4511 section 4.5.1.8, and RFC 3673 for operational attributes. */
    private static boolean isAll(ByteBuf in, long attribute) {
        if (Ber.length(attribute) != 1) {
            return false;
        }
        byte name = in.getByte(Ber.content(attribute));
        return name == '*' || name == '+';
    }
}
