package io.dirgate.proxy.session;

import io.netty.util.collection.IntObjectHashMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session's operations without a final response yet, by message id. */
final class InFlight {
    private final IntObjectHashMap<Operation> operations = new IntObjectHashMap<>(4);
    private long bytes;

    /** Of their requests, which may have to be kept until the answer. */
    long bytes() {
        return bytes;
    }

    void add(Operation operation) {
        bytes += operation.requestBytes();
        operations.put(operation.messageId(), operation);
    }

    @Nullable
    Operation get(int messageId) {
        return operations.get(messageId);
    }

    @Nullable
    Operation remove(int messageId) {
        Operation removed = operations.remove(messageId);
        if (removed != null) {
            bytes -= removed.requestBytes();
        }
        return removed;
    }

    boolean contains(int messageId) {
        return operations.containsKey(messageId);
    }

    boolean isEmpty() {
        return operations.isEmpty();
    }

    int size() {
        return operations.size();
    }

    /** True if a server has owed one of them an answer for this long. */
    boolean isAwaiting(Duration time) {
        return operations.values().stream().anyMatch(operation -> operation.isAwaited(time));
    }

    /** A copy, in the order of arrival. */
    List<Operation> inOrder() {
        List<Operation> all = new ArrayList<>(operations.values());
        all.sort(Comparator.comparingLong(Operation::sequence));
        return all;
    }
}
