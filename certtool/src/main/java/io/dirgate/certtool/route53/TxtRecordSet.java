package io.dirgate.certtool.route53;

import io.dirgate.certtool.report.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/**
 * The TXT record set of one name. A change states what it replaces: one batch deletes the exact old values and creates the new
 * ones. If another program has changed the record in between, Route 53 refuses the batch. UPSERT would overwrite the other
 * program's value.
 */
record TxtRecordSet(Route53Client client, String zone, String name) {
    private static final int ATTEMPTS = 5;

    /** The values, in quotation marks, and the time to live in seconds. */
    record Content(List<String> values, long seconds) {}

    /** Changes the record set and returns the id of the change, or null if there was nothing to change. No values means no record set. */
    @Nullable
    String change(UnaryOperator<Content> wish) {
        for (int attempt = 1; ; attempt++) {
            ResourceRecordSet found = read();
            Content before = found == null ? new Content(List.of(), 0) : content(found);
            Content after = wish.apply(before);
            if (after.equals(before)) {
                return null;
            }
            try {
                return send(found, after);
            } catch (InvalidChangeBatchException e) {
                // Another program has changed the record set, or Route 53 will never accept this change.
                if (attempt == ATTEMPTS) {
                    throw new Failure(
                            "Route 53 refused the TXT record " + name + " in the hosted zone " + zone + ": "
                                    + reason(e),
                            e);
                }
            }
        }
    }

    private @Nullable ResourceRecordSet read() {
        try {
            for (ResourceRecordSet each : client.listResourceRecordSets(request -> request.hostedZoneId(zone)
                            .startRecordName(name)
                            .startRecordType(RRType.TXT)
                            .maxItems("1"))
                    .resourceRecordSets()) {
                if (each.type() == RRType.TXT
                        && each.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return simple(each);
                }
            }
            return null;
        } catch (NoSuchHostedZoneException e) {
            throw new Failure("this account has no hosted zone " + zone + "; look at --hosted-zone and --profile", e);
        }
    }

    private ResourceRecordSet simple(ResourceRecordSet found) {
        if (found.setIdentifier() != null || found.trafficPolicyInstanceId() != null) {
            throw new Failure(
                    "the TXT record " + name + " in the hosted zone " + zone
                            + " has a routing policy or belongs to a traffic policy, so certtool cannot add a value; delete the record");
        }
        return found;
    }

    private static Content content(ResourceRecordSet found) {
        return new Content(
                found.resourceRecords().stream().map(ResourceRecord::value).toList(), found.ttl());
    }

    private String send(@Nullable ResourceRecordSet before, Content after) {
        List<Change> changes = new ArrayList<>();
        if (before != null) {
            changes.add(change(ChangeAction.DELETE, before));
        }
        if (!after.values.isEmpty()) {
            changes.add(change(
                    ChangeAction.CREATE,
                    ResourceRecordSet.builder()
                            .name(name)
                            .type(RRType.TXT)
                            .ttl(after.seconds)
                            .resourceRecords(after.values.stream()
                                    .map(value -> ResourceRecord.builder()
                                            .value(value)
                                            .build())
                                    .toList())
                            .build()));
        }
        return client.changeResourceRecordSets(
                        request -> request.hostedZoneId(zone).changeBatch(batch -> batch.changes(changes)))
                .changeInfo()
                .id();
    }

    private static Change change(ChangeAction action, ResourceRecordSet set) {
        return Change.builder().action(action).resourceRecordSet(set).build();
    }

    private static String reason(InvalidChangeBatchException e) {
        return e.hasMessages()
                ? String.join("; ", e.messages())
                : e.awsErrorDetails() == null
                        ? String.valueOf(e.getMessage())
                        : String.valueOf(e.awsErrorDetails().errorMessage());
    }
}
