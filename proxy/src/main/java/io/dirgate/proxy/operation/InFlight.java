package io.dirgate.proxy.operation;

import io.netty.util.collection.IntObjectHashMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session's operations that have no final response yet, by message id. */
public final class InFlight {
    /** Beyond this number of abandoned operations on one connection, message ids are no longer tracked. */
    private static final int MAX_ABANDONED = 4096;

    /** Active Directory does not answer an abandoned operation, and ends every operation after 120 s. */
    private static final Duration MAY_BE_ANSWERED = Duration.ofSeconds(150);

    private final IntObjectHashMap<Operation> operations = new IntObjectHashMap<>(4);
    /** Created on demand: most sessions abandon nothing. */
    private @Nullable IntObjectHashMap<Long> abandoned;

    private long bytes;
    private int openEnded;

    /** Total size of their requests in bytes. A request may have to be kept until its response arrives. */
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

    /** Does nothing if this operation is not in flight, even if another one has the same message id. */
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

    /** Records an abandoned operation, because the server may still answer it. */
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

    /** Call this when the server connection is lost or a bind has ended the operations. */
    public void forgetAbandoned() {
        abandoned = null;
    }

    public boolean isEmpty() {
        return operations.isEmpty();
    }

    public int size() {
        return operations.size();
    }

    /** True if an operation is in flight that must be answered. Open-ended searches need not be. */
    public boolean owesAnswers() {
        return operations.size() > openEnded;
    }

    /** True if an open-ended search is in flight. */
    public boolean hasOpenEnded() {
        return openEnded > 0;
    }

    /** The operation that has waited longest for a server's answer; null if none waits. */
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

    /** True if at {@code nanos} an operation has waited this long for a server's answer. */
    public boolean isAwaiting(Duration time, long nanos) {
        return operations.values().stream().anyMatch(operation -> operation.isAwaited(time, nanos));
    }

    /** A copy of the operations that wait for a connection, in order of arrival. */
    public List<Operation> unsent() {
        return inOrder().stream().filter(operation -> !operation.isSent()).toList();
    }

    /** A copy, in order of arrival. */
    public List<Operation> inOrder() {
        List<Operation> all = new ArrayList<>(operations.values());
        all.sort(Comparator.comparingLong(Operation::sequence));
        return all;
    }
}
