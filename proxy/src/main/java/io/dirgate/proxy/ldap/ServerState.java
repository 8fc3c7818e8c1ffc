package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;

/**
 * Detects searches that read or use the state of one directory server: update sequence numbers, the server's name and
 * invocation id, and DirSync cookies. Such values are meaningless on another server of the same domain (MS-ADTS section
 * 3.1.1.1.9). A client that uses them there receives success, but misses changes.
 */
public final class ServerState {
    private ServerState() {}

    /**
     * True if the search names such an attribute in its filter or selection, or reads the whole rootDSE, which contains
     * {@code highestCommittedUSN} and {@code dsServiceName}. {@link RequestControls} detects the DirSync control.
     *
     * @param filter index of the filter's tag
     * @param filterShape the shape that {@link FilterShape} wrote
     * @param rootDse whether the search reads the rootDSE
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

    /** Compares length and first letter first, because this runs for each selected attribute of each search. */
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

    /** The selectors of RFC 4511 section 4.5.1.8 (user attributes) and RFC 3673 (operational attributes). */
    private static boolean isAll(ByteBuf in, long attribute) {
        if (Ber.length(attribute) != 1) {
            return false;
        }
        byte name = in.getByte(Ber.content(attribute));
        return name == '*' || name == '+';
    }
}
