package io.dirgate.tests;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** An application with the UnboundID SDK: binds once, then finds one of the many entries, and checks that it is the right one. */
final class SearchingClient implements Load.Client {
    private final LDAPConnection connection;

    SearchingClient(Endpoint endpoint) throws LDAPException {
        connection = UnboundId.bound(endpoint, Corp.ALICE_UPN, Corp.PASSWORD);
    }

    @Override
    public boolean round(Tally tally) {
        int number = ThreadLocalRandom.current().nextInt(Corp.ENTRIES);
        try {
            SearchResult found =
                    connection.search(Corp.MANY, SearchScope.ONE, "(cn=" + Corp.entryName(number) + ")", "description");
            List<SearchResultEntry> entries = found.getSearchEntries();
            if (entries != null
                    && entries.size() == 1
                    && Corp.entryDescription(number).equals(entries.get(0).getAttributeValue("description"))) {
                tally.right.incrementAndGet();
            } else {
                tally.wrong.add("asked for " + number + ", came " + found);
            }
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.UNAVAILABLE) && connection.isConnected()) {
                tally.unavailable.incrementAndGet();
            } else if (!connection.isConnected() || e.getResultCode().isClientSideResultCode()) {
                tally.dropped.add(e.getResultCode() + " " + e.getMessage());
                return false;
            } else {
                tally.wrong.add(e.getResultCode() + " " + e.getMessage());
            }
        }
        return true;
    }

    @Override
    public void close() {
        connection.close();
    }
}
