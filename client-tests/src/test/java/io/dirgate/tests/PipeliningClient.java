package io.dirgate.tests;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.SearchResultEntryProtocolOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Has {@link #WINDOW} searches in flight on one connection, and looks at each message that comes back: an entry must answer a
 * search in flight and be the right one, come once, and the result after it come once.
 */
final class PipeliningClient implements Load.Client {
    static final int WINDOW = 20;

    private static final byte ENTRY = 0x64;
    private static final byte DONE = 0x65;

    private final Wire wire;
    /** Message id to the number asked for; the entry's arrival makes it negative. */
    private final Map<Integer, Integer> pending = new HashMap<>();

    private int lastId = 1;

    PipeliningClient(Endpoint endpoint) throws IOException {
        wire = Wire.open(endpoint);
        wire.socket().setSoTimeout(30_000);
        wire.send(Messages.bind(lastId, Corp.ALICE_UPN, Corp.PASSWORD));
        LDAPMessage bound = wire.read();
        if (bound.getBindResponseProtocolOp().getResultCode() != 0) {
            throw new IOException("the bind was answered with " + bound);
        }
    }

    @Override
    public boolean round(Tally tally) {
        try {
            while (pending.size() < WINDOW) {
                int number = ++lastId % Corp.ENTRIES;
                pending.put(lastId, number);
                wire.send(Messages.findEntry(lastId, number));
            }
            int before = pending.size();
            while (pending.size() == before) {
                LDAPMessage message = wire.readOrEnd();
                if (message == null) {
                    tally.dropped.add("the pipelining client's connection was closed");
                    return false;
                }
                take(message, tally);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            tally.dropped.add("the pipelining client's connection broke: " + e);
            return false;
        }
    }

    private void take(LDAPMessage message, Tally tally) {
        int id = message.getMessageID();
        Integer number = pending.get(id);
        if (number == null) {
            tally.wrong.add("nothing is in flight under the id of " + message);
        } else if (message.getProtocolOpType() == ENTRY) {
            SearchResultEntryProtocolOp entry = message.getSearchResultEntryProtocolOp();
            if (number < 0 || !entry.getDN().startsWith("CN=" + Corp.entryName(number))) {
                tally.wrong.add("asked for " + number + ", came " + message);
            }
            pending.put(id, -1 - number);
        } else if (message.getProtocolOpType() == DONE) {
            int result = message.getSearchResultDoneProtocolOp().getResultCode();
            pending.remove(id);
            if (result == 52) {
                tally.unavailable.incrementAndGet();
            } else if (result == 0 && number < 0) {
                tally.right.incrementAndGet();
            } else {
                tally.wrong.add("asked for " + number + ", ended with " + message);
            }
        } else {
            tally.wrong.add("unexpected " + message);
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
