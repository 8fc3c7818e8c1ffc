package io.dirgate.certtool.request;

import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Subject;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The names that a certificate is for. */
public final class NameOptions {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "Host name, IP address or user@domain. The first is also the common name. May be" + " repeated.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--dns", paramLabel = "NAME", description = "One more host name. May be repeated.")
    private List<String> dns = new ArrayList<>();

    @Option(names = "--ip", paramLabel = "ADDRESS", description = "One more IP address. May be repeated.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--subject",
            paramLabel = "DN",
            description = "More parts of the distinguished name, such as O=Example,C=DE.")
    private @Nullable String more;

    public Subject subject() {
        return Subject.of(all(), more);
    }

    /** The subject for a profile, where a client may have any title. */
    public Subject subject(Profile profile) {
        return profile == Profile.CLIENT ? Subject.ofClient(all(), more) : subject();
    }

    /** The subject of a renewed certificate. Parts that are not given stay the same. */
    public Subject subject(Profile profile, X509Certificate before) {
        return Subject.of(before).with(all(), more, profile);
    }

    public List<String> all() {
        List<String> all = new ArrayList<>(names);
        all.addAll(dns);
        all.addAll(addresses);
        return all;
    }
}
