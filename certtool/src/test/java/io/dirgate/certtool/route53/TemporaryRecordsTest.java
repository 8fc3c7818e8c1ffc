package io.dirgate.certtool.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.aws.AwsOptions;
import io.dirgate.certtool.aws.fake.FakeRecords;
import io.dirgate.certtool.aws.fake.FakeRoute53;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against a strict stand-in for Route 53. */
class TemporaryRecordsTest {
    private static final String NAME = "_acme-challenge.ldap.corp.example.com.";

    private final FakeRoute53 route53 = FakeRoute53.start();
    private final List<String> notes = new ArrayList<>();

    @AfterEach
    void close() {
        route53.close();
    }

    private TemporaryRecords records(@Nullable String zone, Duration patience) {
        return new TemporaryRecords(
                new AwsAccess(new AwsOptions(null, null, route53.endpoint())), zone, notes::add, line -> {}, patience);
    }

    private TemporaryRecords records() {
        return records(null, TemporaryRecords.PATIENCE);
    }

    private static FakeRecords.Set txt(long ttl, String... values) {
        return new FakeRecords.Set(NAME, "TXT", ttl, List.of(values));
    }

    @Test
    void valuesStandInThePublicZoneWithTheLongestNameUntilTheyAreTakenBack() throws Exception {
        FakeRecords outer = route53.addZone("Z1", "example.com.", false);
        route53.addZone("Z2", "ldap.corp.example.com.", true);
        FakeRecords inner = route53.addZone("Z3", "corp.example.com.", false);
        route53.addZone("Z4", "p.example.com.", false);
        route53.addZone("Z5", "orp.example.com.", false);
        TemporaryRecords records = records();
        route53.delayNext(1);

        records.add(List.of(new Txt(NAME, "one"), new Txt(NAME, "two")));

        assertThat(inner.all()).containsExactly(txt(10, "\"one\"", "\"two\""));
        assertThat(outer.all()).isEmpty();
        assertThat(route53.actions())
                .containsExactly(
                        "route53:ListHostedZones",
                        "route53:ListHostedZones",
                        "route53:ListHostedZones",
                        "route53:ListResourceRecordSets",
                        "route53:ChangeResourceRecordSets",
                        "route53:GetChange",
                        "route53:GetChange");
        records.remove();
        assertThat(inner.all()).isEmpty();
        int asked = route53.actions().size();
        records.remove();
        assertThat(route53.actions()).hasSize(asked);
    }

    @Test
    void aRecordSetThatWasThereBeforeIsAsBeforeAfterwards() throws Exception {
        FakeRecords zone = route53.addZone("Z1", "example.com.", false);
        FakeRecords.Set before = txt(300, "\"somebody's\"", "\"another\"");
        zone.put(before);
        TemporaryRecords records = records();

        records.add(List.of(new Txt(NAME, "ours")));

        assertThat(zone.all()).containsExactly(txt(10, "\"somebody's\"", "\"another\"", "\"ours\""));
        records.remove();
        assertThat(zone.all()).containsExactly(before);
    }

    @Test
    void twoProgramsThatProveOneNameAtOnceKeepBothValues() throws Exception {
        FakeRecords zone = route53.addZone("Z1", "example.com.", false);
        TemporaryRecords records = records();
        route53.beforeNextChange(() -> zone.put(txt(60, "\"theirs\"")));

        records.add(List.of(new Txt(NAME, "ours")));

        assertThat(zone.all()).containsExactly(txt(10, "\"theirs\"", "\"ours\""));
        route53.beforeNextChange(() -> zone.put(txt(10, "\"theirs\"", "\"ours\"", "\"third\"")));
        records.remove();
        assertThat(zone.all()).containsExactly(txt(60, "\"theirs\"", "\"third\""));
    }

    @Test
    void aNamedZoneIsNotLookedFor() throws Exception {
        FakeRecords zone = route53.addZone("Z1", "example.com.", false);

        records("/hostedzone/Z1", TemporaryRecords.PATIENCE).add(List.of(new Txt(NAME, "one")));

        assertThat(zone.all()).hasSize(1);
        assertThat(route53.actions()).doesNotContain("route53:ListHostedZones");
        refuses(records("Z9", TemporaryRecords.PATIENCE), "no hosted zone Z9", "--hosted-zone");
    }

    @Test
    void throttledRequestsAreTriedLonger() throws Exception {
        route53.addZone("Z1", "example.com.", false);
        route53.throttleNext(3);

        records().add(List.of(new Txt(NAME, "one")));

        assertThat(route53.actions()).startsWith("route53:ListHostedZones", "route53:ListHostedZones");
    }

    @Test
    void whatIsMissingIsNamed() {
        refuses(records(), "no public hosted zone", NAME, "it has no public zone", "--profile");
        route53.addZone("Z1", "corp.example.com.", true);
        refuses(records(), "corp.example.com. is private", "CNAME");
        route53.addZone("Z2", "corp.example.com.", false);
        route53.addZone("Z3", "corp.example.com.", false);
        refuses(records(), "several", "Z2, Z3", "--hosted-zone");

        route53.forbid("route53:GetChange");
        refuses(
                records("Z2", TemporaryRecords.PATIENCE),
                "must allow the action route53:GetChange",
                "route53:ListResourceRecordSets",
                "route53:ChangeResourceRecordSets");
        route53.rejectKey("AKIAIOSFODNN7EXAMPLE");
        refuses(records(), "route53:ListHostedZones: AWS does not know these credentials", "AWS_PROFILE");
    }

    @Test
    void whatNameServersDoNotGetInTimeIsTakenBack() {
        FakeRecords zone = route53.addZone("Z1", "example.com.", false);
        route53.delayNext(Integer.MAX_VALUE);
        TemporaryRecords records = records(null, Duration.ZERO);

        refuses(records, "change C1", "within 0 s");

        records.remove();
        assertThat(zone.all()).isEmpty();
    }

    @Test
    void aRecordThatCannotBeSetOrTakenBackIsTold() throws Exception {
        FakeRecords zone = route53.addZone("Z1", "example.com.", false);
        TemporaryRecords records = records();
        records.add(List.of(new Txt(NAME, "one")));
        route53.forbid("route53:ChangeResourceRecordSets");
        records.remove();
        assertThat(notes.get(notes.size() - 1))
                .startsWith("warning: the TXT record " + NAME + " was not removed from the hosted zone Z1");
        assertThat(zone.all()).hasSize(1);

        FakeRecords other = route53.addZone("Z2", "example.net.", false);
        other.put(new FakeRecords.Set("_acme-challenge.example.net.", "CNAME", 60, List.of("x.example.com.")));
        route53.allow("route53:ChangeResourceRecordSets");
        assertThatThrownBy(() -> records.add(List.of(new Txt("_acme-challenge.example.net.", "one"))))
                .hasMessageContaining("refused the TXT record _acme-challenge.example.net.")
                .hasMessageContaining("CNAME");
    }

    private static void refuses(TemporaryRecords records, String... words) {
        assertThatThrownBy(() -> records.add(List.of(new Txt(NAME, "one"))))
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(words).hasLineCount(1));
    }
}
