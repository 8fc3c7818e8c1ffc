package io.dirgate.certtool.route53;

import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.aws.AwsErrors;
import io.dirgate.certtool.report.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.ChangeStatus;

/**
 * TXT values in Route 53 until {@link #remove}. Values that others have set for the same name are kept. Any
 * thread.
 */
public final class TemporaryRecords {
    /** Time limit until all name servers of Route 53 have a change. It usually takes a minute. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final long SECONDS_CACHED = 10;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final String NEEDED = "; certtool needs route53:ListHostedZones (unless you give --hosted-zone),"
            + " route53:ListResourceRecordSets and route53:ChangeResourceRecordSets for the zone, and route53:GetChange";

    /**
     * Values that were set for one name.
     *
     * @param before the time to live of the record set before, in seconds; 0 if there was none
     */
    private record Added(String zone, String name, List<String> values, long before) {}

    private final AwsAccess access;
    private final @Nullable String zone;
    private final Consumer<String> note;
    private final Consumer<String> trace;
    private final Duration patience;
    private final Deque<Added> added = new ArrayDeque<>();

    /**
     * @param zone the id of the hosted zone of all names, or null to find it
     * @param patience time limit until all name servers of Route 53 have the values
     */
    public TemporaryRecords(
            AwsAccess access, @Nullable String zone, Consumer<String> note, Consumer<String> trace, Duration patience) {
        this.access = access;
        this.zone = zone;
        this.note = note;
        this.trace = trace;
        this.patience = patience;
    }

    /** Sets the values, those of one name in one record set, and returns when all name servers of Route 53 have them. */
    public void add(List<Txt> wanted) throws Exception {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        wanted.forEach(each ->
                byName.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each.quoted()));
        ask(client -> {
            HostedZones zones = new HostedZones(client, zone);
            Map<String, String> zoneOf = new LinkedHashMap<>();
            byName.keySet().forEach(name -> zoneOf.put(name, zones.idFor(name)));
            List<String> changes = new ArrayList<>();
            for (Map.Entry<String, String> each : zoneOf.entrySet()) {
                String change =
                        add(client, each.getValue(), each.getKey(), byName.getOrDefault(each.getKey(), List.of()));
                if (change != null) {
                    changes.add(change);
                }
            }
            for (String change : changes) {
                await(client, change);
            }
        });
    }

    private synchronized @Nullable String add(Route53Client client, String zoneId, String name, List<String> values) {
        note.accept("setting the TXT record " + name + " in the hosted zone " + zoneId + " ...");
        return new TxtRecordSet(client, zoneId, name).change(before -> {
            // Remembered before the change is sent: if the answer is lost, the change may still have been made.
            added.removeIf(each -> each.name.equals(name));
            added.push(new Added(zoneId, name, values, before.seconds()));
            List<String> all = new ArrayList<>(before.values());
            values.stream().filter(value -> !all.contains(value)).forEach(all::add);
            return new TxtRecordSet.Content(all, SECONDS_CACHED);
        });
    }

    private void await(Route53Client client, String change) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Duration pause = FIRST_PAUSE;
        while (client.getChange(request -> request.id(change)).changeInfo().status() != ChangeStatus.INSYNC) {
            if (System.nanoTime() > end) {
                throw new Failure("Route 53 did not copy the change " + change + " to all of its name servers within "
                        + patience.toSeconds() + " s; try again later");
            }
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** Removes all values that were set, and warns of each that cannot be removed. A second call does nothing. */
    public synchronized void remove() {
        while (!added.isEmpty()) {
            Added each = added.pop();
            try {
                ask(client -> remove(client, each));
            } catch (Exception e) {
                note.accept("warning: the TXT record " + each.name + " was not removed from the hosted zone "
                        + each.zone + "; remove it by hand: " + e.getMessage());
            }
        }
    }

    private static void remove(Route53Client client, Added each) {
        new TxtRecordSet(client, each.zone, each.name).change(now -> {
            List<String> left = new ArrayList<>(now.values());
            left.removeAll(each.values);
            boolean untouched = left.size() == now.values().size();
            return untouched ? now : new TxtRecordSet.Content(left, each.before == 0 ? now.seconds() : each.before);
        });
    }

    /** Some work at Route 53. */
    private interface Work {
        void with(Route53Client client) throws InterruptedException;
    }

    private void ask(Work work) throws Exception {
        try {
            access.use(trace, aws -> {
                try (Route53Client client = aws.route53()) {
                    work.with(client);
                    return true;
                }
            });
        } catch (Failure e) {
            throw AwsErrors.isDenied(e.getCause()) ? new Failure(e.getMessage() + NEEDED, e) : e;
        }
    }
}
