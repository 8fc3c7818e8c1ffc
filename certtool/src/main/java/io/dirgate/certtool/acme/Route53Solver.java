package io.dirgate.certtool.acme;

import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.route53.TemporaryRecords;
import io.dirgate.certtool.route53.Txt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Dns01Challenge;

/** DNS-01 (RFC 8555 section 8.4) by records in Amazon Route 53. All records of an order are set first, so there is one wait for the name servers. */
final class Route53Solver implements Solver {
    private final Aliases aliases;
    private final TemporaryRecords records;

    Route53Solver(Route53Settings settings, Consumer<String> note, Consumer<String> trace) {
        aliases = new Aliases(settings.resolver(), note);
        records = new TemporaryRecords(
                new AwsAccess(settings.access()), settings.hostedZone(), note, trace, TemporaryRecords.PATIENCE);
    }

    @Override
    public void begin(List<Authorization> authorizations) throws Exception {
        List<Txt> wanted = new ArrayList<>();
        for (Authorization each : authorizations) {
            Dns01Challenge challenge = Solver.dns01(each);
            String name = challenge.getRRName(each.getIdentifier()).toLowerCase(Locale.ROOT);
            wanted.add(new Txt(aliases.follow(name), challenge.getDigest()));
        }
        records.add(wanted);
    }

    @Override
    public Challenge prepare(Authorization authorization) {
        return Solver.dns01(authorization);
    }

    @Override
    public String advice(String name) {
        return "It looks for the TXT record of _acme-challenge." + name
                + ", which Route 53 had. Check that the public name servers delegate to the zone that was changed";
    }

    @Override
    public void close() {
        records.remove();
    }
}
