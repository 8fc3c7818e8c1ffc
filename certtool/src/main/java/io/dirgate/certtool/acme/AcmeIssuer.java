package io.dirgate.certtool.acme;

import io.dirgate.certtool.acme.AcmeAccount.Registration;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.pki.Hostname;
import io.dirgate.certtool.pki.KeyIdentifiers;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** Orders one certificate from an ACME CA: proves the names, sends a request for a key that stays here, fetches the chain. */
final class AcmeIssuer {
    private static final Set<Status> DECIDED = Set.of(Status.VALID, Status.INVALID);

    private final AcmeSettings settings;
    private final Consumer<String> note;
    private final Consumer<String> trace;

    /**
     * @param note told what goes on
     * @param trace receives a line for each message to a DNS service
     */
    AcmeIssuer(AcmeSettings settings, Consumer<String> note, Consumer<String> trace) {
        this.settings = settings;
        this.note = note;
        this.trace = trace;
    }

    /** The leaf and its issuers, ordered by the account of the settings, which is made if need be. */
    List<X509Certificate> order(Registration registration, KeyPair key, Disk disk) throws Exception {
        return inWords(
                () -> issue(AcmeAccount.loginOrRegister(session(), accountKey(disk), registration, note), key, null));
    }

    /** As {@link #order}, but the account must exist; tells the CA which certificate is replaced, where it wants to know. */
    List<X509Certificate> renew(KeyPair key, Disk disk, X509Certificate present) throws Exception {
        return inWords(() -> {
            Session session = session();
            Login login = AcmeAccount.login(session, accountKey(disk));
            boolean told = session.resourceUrlOptional(Resource.RENEWAL_INFO).isPresent()
                    && KeyIdentifiers.authority(present) != null;
            try {
                return issue(login, key, told ? present : null);
            } catch (AcmeServerException e) {
                if (told && e.getType().toString().endsWith(":alreadyReplaced")) {
                    return issue(login, key, null);
                }
                throw e;
            }
        });
    }

    /** When the CA suggests to renew a certificate (RFC 9773 section 4.1), null if it suggests nothing. Needs no account. */
    AcmeRenewal.@Nullable Window renewalWindow(X509Certificate present) throws IOException, AcmeException {
        Session session = session();
        if (KeyIdentifiers.authority(present) == null
                || session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
            return null;
        }
        // Renewal information is asked for without a signature, so any key makes a login.
        Login anybody = new Login(settings.server().toURL(), KeyKind.EC_P256.generate(), session);
        RenewalInfo info = anybody.bindRenewalInfo(present);
        info.fetch();
        return new AcmeRenewal.Window(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd());
    }

    private Session session() throws IOException {
        return AcmeServer.open(settings.server(), settings.serverCa() == null ? null : Path.of(settings.serverCa()));
    }

    private KeyPair accountKey(Disk disk) throws IOException {
        return AcmeAccount.key(disk, Path.of(settings.accountKey()));
    }

    /** Some work that talks ACME. */
    private interface Work {
        List<X509Certificate> run() throws Exception;
    }

    /** Does the work and puts the errors of the ACME library into words. */
    private List<X509Certificate> inWords(Work work) throws Exception {
        try {
            return work.run();
        } catch (AcmeNetworkException e) {
            throw new Failure("the ACME server " + settings.server() + " cannot be reached: " + why(e), e);
        } catch (AcmeException e) {
            throw new Failure("the ACME server refused: " + e.getMessage(), e);
        }
    }

    private static String why(Throwable e) {
        String why = e.getMessage();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return "its TLS certificate is not trusted (" + cause.getMessage() + "); give its CA with --server-ca";
            }
            if (cause instanceof UnresolvedAddressException) {
                return "its name is not known";
            }
            if (cause instanceof ConnectException) {
                why = "nothing answers there";
            }
        }
        return String.valueOf(why);
    }

    private List<X509Certificate> issue(Login login, KeyPair key, @Nullable X509Certificate replaced) throws Exception {
        try (Solver solver = solver();
                AtExit interrupted = new AtExit(solver::close)) {
            OrderBuilder wanted = login.newOrder()
                    .identifiers(settings.names().stream()
                            .map(AcmeIssuer::identifier)
                            .toList());
            if (replaced != null) {
                wanted.replaces(replaced);
            }
            Order order = wanted.create();
            List<Authorization> unproved = order.getAuthorizations().stream()
                    .filter(each -> each.getStatus() != Status.VALID)
                    .toList();
            solver.begin(unproved);
            for (Authorization authorization : unproved) {
                prove(authorization, solver);
            }
            Patience.waitFor("the order", order, Set.of(Status.READY, Status.VALID, Status.INVALID));
            order.execute(key);
            if (Patience.waitFor("the certificate", order, DECIDED) == Status.INVALID) {
                throw new Failure("the CA did not issue the certificate: "
                        + order.getError().map(AcmeIssuer::inWords).orElse("it gave no reason"));
            }
            return order.getCertificate().getCertificateChain();
        }
    }

    private Solver solver() throws IOException {
        if (settings.route53() != null) {
            return new Route53Solver(settings.route53(), note, trace);
        }
        return settings.dnsHook() == null
                ? new HttpSolver(settings.httpListen())
                : new DnsHookSolver(Path.of(settings.dnsHook()), note);
    }

    private void prove(Authorization authorization, Solver solver)
            throws AcmeException, IOException, InterruptedException {
        String name = authorization.getIdentifier().getValue();
        Challenge challenge = solver.prepare(authorization);
        note.accept("proving " + name + " by " + challenge.getType() + " ...");
        challenge.trigger();
        if (Patience.waitFor("to check " + name, authorization, DECIDED) == Status.INVALID) {
            String why = authorization.getChallenges().stream()
                    .flatMap(each -> each.getError().map(AcmeIssuer::inWords).stream())
                    .collect(Collectors.joining("; "));
            throw new Failure("the CA could not verify " + name + " by " + challenge.getType() + ": " + why + ". "
                    + solver.advice(name));
        }
    }

    private static String inWords(Problem problem) {
        return Stream.concat(
                        problem.getDetail().stream(),
                        problem.getSubProblems().stream().flatMap(each -> each.getDetail().stream()))
                .collect(Collectors.joining(", "));
    }

    private static Identifier identifier(String name) {
        return Hostname.address(name) == null ? Identifier.dns(name) : Identifier.ip(name);
    }
}
