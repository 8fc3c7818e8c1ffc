package io.dirgate.proxy.operation;

import io.netty.util.collection.IntObjectHashMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session's operations without a final response yet, by message id. */
public final class InFlight {
    /** Who abandons more than this on one connection may not count on its ids being watched. */
    private static final int MAX_ABANDONED = 4096;

    /** Since an abandon: Active Directory, which answers no abandoned operation, ends every one after 120 s. */
    private static final Duration MAY_BE_ANSWERED = Duration.ofSeconds(150);

    private final IntObjectHashMap<Operation> operations = new IntObjectHashMap<>(4);
    /** Made when it is needed: most sessions abandon nothing. */
    private @Nullable IntObjectHashMap<Long> abandoned;

    private long bytes;
    private int openEnded;

    /** Of their requests, which may have to be kept until the answer. */
    public long bytes() {
        return bytes;
    }

    public void add(Operation operation) {
        bytes += operation.requestBytes();
        operations.put(operation.messageId(), operation);
        if (operation.request().isOpenEnded()) {
            openEnded++;
        }
    }

    @Nullable
    public Operation get(int messageId) {
        return operations.get(messageId);
    }

    /** Does nothing for one that is not in flight, even where another one has its message id. */
    public void remove(Operation operation) {
        Operation removed = operations.remove(operation.messageId());
        if (removed == operation) {
            bytes -= operation.requestBytes();
            if (operation.request().isOpenEnded()) {
                openEnded--;
            }
        } else if (removed != null) {
            operations.put(removed.messageId(), removed);
        }
    }

    /** True if a server may still answer an abandoned operation with this id (RFC 4511 sections 4.1.1.1 and 4.11). */
    public boolean isAbandoned(int messageId, long nanos) {
        Long since = abandoned == null ? null : abandoned.get(messageId);
        if (since == null) {
            return false;
        }
        if (nanos - since < MAY_BE_ANSWERED.toNanos()) {
            return true;
        }
        abandonedEnded(messageId);
        return false;
    }

    /** The server may still answer it. */
    public void abandoned(int messageId, long nanos) {
        if (abandoned == null) {
            abandoned = new IntObjectHashMap<>();
        }
        if (abandoned.size() < MAX_ABANDONED) {
            abandoned.put(messageId, Long.valueOf(nanos));
        }
    }

    public void abandonedEnded(int messageId) {
        if (abandoned != null) {
            abandoned.remove(messageId);
        }
    }

    /** Their server connection is gone, or a bind has ended them. */
    public void forgetAbandoned() {
        abandoned = null;
    }

    public boolean isEmpty() {
        return operations.isEmpty();
    }

    public int size() {
        return operations.size();
    }

    /** True if there are others than searches that may rightly stay without an answer for ever. */
    public boolean owesAnswers() {
        return operations.size() > openEnded;
    }

    /** True if one of them is a search that may rightly stay without an answer for ever. */
    public boolean hasOpenEnded() {
        return openEnded > 0;
    }

    /** The one that a server has owed an answer for longest; null if it owes none. */
    @Nullable
    public Operation longestAwaited() {
        Operation longest = null;
        for (Operation operation : operations.values()) {
            if (operation.isAwaited() && (longest == null || operation.sentNanos() - longest.sentNanos() < 0)) {
                longest = operation;
            }
        }
        return longest;
    }

    /** True if a server has owed one of them an answer for this long at {@code nanos}. */
    public boolean isAwaiting(Duration time, long nanos) {
        return operations.values().stream().anyMatch(operation -> operation.isAwaited(time, nanos));
    }

    /** Those that wait for a connection, in the order of arrival; a copy. */
    public List<Operation> unsent() {
        return inOrder().stream().filter(operation -> !operation.isSent()).toList();
    }

    /** A copy, in the order of arrival. */
    public List<Operation> inOrder() {
        List<Operation> all = new ArrayList<>(operations.values());
        all.sort(Comparator.comparingLong(Operation::sequence));
        return all;
    }
}
