package io.dirgate.certtool.aws.fake;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One directory. What takes AWS minutes is done here after it has been looked at a few times, so that tests need no clock. */
final class FakeDirectory {
    final String id;
    final String name;
    final String type;
    final Instant launched = Instant.now();
    final List<String> dnsAddresses = new ArrayList<>();
    final List<Controller> controllers = new ArrayList<>();
    final Map<String, Registered> certificates = new LinkedHashMap<>();
    Gradual stage;
    Gradual ldaps = Gradual.settled("Disabled");

    @Nullable
    String ldapsReason;

    boolean smartCard;

    /** A domain controller of Managed Microsoft AD. */
    record Controller(String id, String address, String zone, String status) {}

    FakeDirectory(String id, String name, String type, Gradual stage) {
        this.id = id;
        this.name = name;
        this.type = type;
        this.stage = stage;
    }

    /** A certificate of a CA that was registered for LDAPS or smart cards. */
    static final class Registered {
        final String id;
        final String type;
        final X509Certificate certificate;
        final Instant registered = Instant.now();
        final @Nullable String ocspUrl;
        Gradual state;

        Registered(String id, String type, X509Certificate certificate, @Nullable String ocspUrl, Gradual state) {
            this.id = id;
            this.type = type;
            this.certificate = certificate;
            this.ocspUrl = ocspUrl;
            this.state = state;
        }
    }

    /** A state on its way to another one, which it reaches when it has been read a number of times. */
    static final class Gradual {
        private final String now;
        private final String then;
        private int readsLeft;

        Gradual(String now, String then, int reads) {
            this.now = now;
            this.then = then;
            this.readsLeft = reads;
        }

        static Gradual settled(String state) {
            return new Gradual(state, state, 0);
        }

        /** The state now; reading it lets time pass. */
        String read() {
            return readsLeft-- > 0 ? now : then;
        }

        /** The state now, without letting time pass. */
        String peek() {
            return readsLeft > 0 ? now : then;
        }
    }
}
