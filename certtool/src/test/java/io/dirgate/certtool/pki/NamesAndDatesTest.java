package io.dirgate.certtool.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dirgate.certtool.report.Failure;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class NamesAndDatesTest {
    private static final KeyPair KEY = KeyKind.EC_P256.generate();

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> label =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(63);
        Arbitrary<String> host = Combinators.combine(
                        Arbitraries.of("", "*."), label.list().ofMinSize(2).ofMaxSize(3))
                .as((wildcard, labels) -> wildcard + String.join(".", labels));
        Arbitrary<Integer> octet = Arbitraries.integers().between(0, 255);
        Arbitrary<String> four =
                Combinators.combine(octet, octet, octet, octet).as((a, b, c, d) -> a + "." + b + "." + c + "." + d);
        Arbitrary<String> six =
                Arbitraries.integers().between(1, 0xffff).map(group -> "2001:db8::" + Integer.toHexString(group));
        return Arbitraries.oneOf(host, four, six);
    }

    @Property(tries = 60)
    void whateverNamesGoInComeOutAgainAndCoverThemselves(
            @ForAll("names") String first,
            @ForAll("names") String second,
            @ForAll @IntRange(min = 1, max = 4000) int days) {
        Subject subject = Subject.of(List.of(first, second), "O=Example");
        X509Certificate made = Signing.selfSigned(
                Order.leaf(subject, KEY.getPublic(), Profile.SERVER, Validity.days(Clock.systemUTC(), days)), KEY);
        SubjectNames found = SubjectNames.of(made);
        assertThat(found.sameAs(SubjectNames.of(List.of(second, first)))).isTrue();
        assertThat(found.covers(first.replace("*", "any"))).isTrue();
        assertThat(found.covers("x" + first.replace("*", "any.deep"))).isFalse();
        String common = Subject.commonName(subject.name());
        assertThat(common == null || found.all().contains(common)).isTrue();
        String normal = SubjectNames.of(List.of(first)).all().get(0);
        assertThat(common == null).isEqualTo(normal.length() > 64);
    }

    @Property(tries = 60)
    void lengthIsExactInWholeDaysAndTheFormOfTheDateChangesIn2050(
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long now,
            @ForAll @IntRange(min = 1, max = 8000) int days) {
        Validity validity = Validity.days(Clock.fixed(Instant.ofEpochSecond(now, 5), ZoneOffset.UTC), days);
        X509Certificate made = Signing.selfSigned(
                Order.leaf(Subject.of(List.of("a.example"), null), KEY.getPublic(), Profile.SERVER, validity), KEY);
        assertThat(Validity.of(made)).isEqualTo(validity);
        assertThat(validity.length()).isEqualTo(Duration.ofDays(days));
        int year = validity.notAfter().atOffset(ZoneOffset.UTC).getYear();
        String text = new String(Certificates.der(made), StandardCharsets.ISO_8859_1);
        assertThat(text.contains("\u0018\u000f" + year)).isEqualTo(year >= 2050);
    }

    @Property(tries = 200)
    void anyTextIsANameOrRefusedInPlainWords(@ForAll @Size(max = 40) String text) {
        try {
            assertThat(SubjectNames.of(List.of(text)).all()).hasSize(1);
        } catch (Failure e) {
            assertThat(e.getMessage()).contains("name");
        }
    }

    @Example
    void namesThatMayNotStandInACertificateAreRefused() {
        for (String name : List.of(
                "",
                "a_b.example",
                "example.com.",
                "-a.example",
                "a-.example",
                "f*o.example",
                "*.com",
                "a..b",
                "300.1.1.1",
                "a.*.example",
                "x".repeat(64) + ".example",
                "a b.example",
                "10.0.0.1/24",
                "user@",
                "a@b@c")) {
            assertThatThrownBy(() -> SubjectNames.of(List.of(name))).as(name).isInstanceOf(Failure.class);
        }
        assertThat(SubjectNames.of(List.of("LDAP.Corp.Example.com", "bücher.example"))
                        .all())
                .containsExactly("ldap.corp.example.com", "xn--bcher-kva.example");
    }

    @Example
    void serialNumbersAreLongPositiveAndDifferent() {
        assertThat(Stream.generate(Serials::next).limit(1000))
                .doesNotHaveDuplicates()
                .allMatch(serial -> serial.signum() > 0 && serial.bitLength() == 159);
    }
}
