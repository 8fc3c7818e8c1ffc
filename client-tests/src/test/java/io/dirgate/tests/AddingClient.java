package io.dirgate.tests;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Adds one entry after the other. What is answered 52 must not have been tried on another server: it is remembered. */
final class AddingClient implements Load.Client {
    private final LDAPConnection connection;
    private final String prefix;
    private final Queue<String> refused;
    private int count;

    AddingClient(Endpoint endpoint, String prefix, Queue<String> refused) throws LDAPException {
        connection = UnboundId.bound(endpoint, Corp.ADMINISTRATOR, Corp.ADMINISTRATOR_PASSWORD);
        this.prefix = prefix;
        this.refused = refused;
    }

    static Queue<String> noneRefused() {
        return new ConcurrentLinkedQueue<>();
    }

    @Override
    public boolean round(Tally tally) {
        String dn = "CN=" + prefix + "-" + count++ + "," + Corp.SCRATCH;
        try {
            connection.add(dn, new Attribute("objectClass", "contact"));
            tally.right.incrementAndGet();
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.UNAVAILABLE) && connection.isConnected()) {
                tally.unavailable.incrementAndGet();
                refused.add(dn);
            } else if (!connection.isConnected() || e.getResultCode().isClientSideResultCode()) {
                tally.dropped.add(e.getResultCode() + " " + e.getMessage());
                return false;
            } else {
                // 68, the entry is there already, would be an add that was done twice.
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
