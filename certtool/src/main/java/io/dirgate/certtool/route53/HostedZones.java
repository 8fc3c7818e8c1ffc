package io.dirgate.certtool.route53;

import io.dirgate.certtool.report.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.HostedZone;

/** The hosted zones of an account. They are listed once, or not at all if the user chose a zone. */
final class HostedZones {
    private static final String PREFIX = "/hostedzone/";

    private final Route53Client client;
    private final @Nullable String given;
    private @Nullable List<HostedZone> all;

    /** @param given the id of the zone for all names, or null to find the zone of each name */
    HostedZones(Route53Client client, @Nullable String given) {
        this.client = client;
        this.given = given;
    }

    /** The id of the public zone that contains a name. The zone with the longest name wins. */
    String idFor(String name) {
        if (given != null) {
            return bare(given);
        }
        List<HostedZone> holding =
                all().stream().filter(zone -> holds(zone, name)).toList();
        List<HostedZone> found = longest(
                holding.stream().filter(zone -> !zone.config().privateZone()).toList());
        if (found.isEmpty()) {
            throw new Failure(none(name, holding));
        }
        if (found.size() > 1) {
            throw new Failure(
                    "several public hosted zones have the name " + found.get(0).name() + ": "
                            + found.stream().map(zone -> bare(zone.id())).collect(Collectors.joining(", "))
                            + "; choose one with --hosted-zone");
        }
        return bare(found.get(0).id());
    }

    private static List<HostedZone> longest(List<HostedZone> zones) {
        int length = zones.stream().mapToInt(zone -> zone.name().length()).max().orElse(0);
        return zones.stream().filter(zone -> zone.name().length() == length).toList();
    }

    private static boolean holds(HostedZone zone, String name) {
        String origin = zone.name().toLowerCase(Locale.ROOT);
        return name.equals(origin) || name.endsWith("." + origin);
    }

    private List<HostedZone> all() {
        if (all == null) {
            all = new ArrayList<>(
                    client.listHostedZonesPaginator().hostedZones().stream().toList());
        }
        return all;
    }

    private String none(String name, List<HostedZone> privateOnes) {
        String remedy =
                "; use credentials of the account that owns the zone (--profile), or create a CNAME record for that name"
                        + " that points into a zone of this account";
        if (!privateOnes.isEmpty()) {
            return "the hosted zone " + privateOnes.get(0).name() + " is private, so a CA cannot see " + name + " in it"
                    + remedy;
        }
        String there = all().stream()
                .filter(zone -> !zone.config().privateZone())
                .map(HostedZone::name)
                .collect(Collectors.joining(", "));
        return "no public hosted zone of this account contains " + name
                + (there.isEmpty() ? " (it has no public zone)" : " (it has " + there + ")") + remedy;
    }

    private static String bare(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }
}
