package io.dirgate.tests;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** What a one-level search brought, small enough to compare: how many entries and bytes, and a checksum over all in order. */
record Digests(int entries, long bytes, long checksum) {
    static Digests of(Endpoint endpoint, String base) throws LDAPException {
        Collecting collecting = new Collecting();
        try (LDAPConnection connection = UnboundId.connect(endpoint)) {
            connection.search(new SearchRequest(collecting, base, SearchScope.ONE, "(objectClass=*)"));
        }
        return new Digests(collecting.entries, collecting.bytes, collecting.checksum.getValue());
    }

    private static final class Collecting implements SearchResultListener {
        private final CRC32 checksum = new CRC32();
        private int entries;
        private long bytes;

        @Override
        public void searchEntryReturned(SearchResultEntry entry) {
            entries++;
            checksum.update(entry.getDN().getBytes(StandardCharsets.UTF_8));
            byte[][] values = entry.getAttributeValueByteArrays("audio");
            if (values == null) {
                throw new IllegalStateException("no audio in " + entry.getDN());
            }
            for (byte[] value : values) {
                bytes += value.length;
                checksum.update(value);
            }
        }

        @Override
        public void searchReferenceReturned(SearchResultReference reference) {
            throw new IllegalStateException("no reference is expected, but came " + reference);
        }
    }
}
