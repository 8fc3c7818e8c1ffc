package io.dirgate.certtool.renew;

import io.dirgate.certtool.acme.AcmeRenewal;
import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.ca.CertificateAuthority;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.ca.ShortOption;
import io.dirgate.certtool.cli.DurationConverter;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.files.LostSet;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import io.dirgate.certtool.request.KeyKindConverter;
import io.dirgate.certtool.request.LifetimeOption;
import io.dirgate.certtool.request.NameOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool renew}. */
@Command(
        name = "renew",
        description = {
            "Renew the certificate of a folder after two thirds of its life, or when its names" + " change.",
            "The new certificate comes from a local CA or from the ACME CA that issued the current"
                    + " one. It can also be sent to ACM and Secrets Manager.",
            "Subject, names, type of key, lifetime, profile and extensions stay the same, unless an"
                    + " option changes them.",
            "You can run it as often as you like, and stop it at any time."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool renew --out-dir live --dir issuing --passphrase-file pw",
            "  certtool renew --out-dir live --dir issuing --name ldap.corp.example.com --watch --passphrase-file pw",
            "  certtool renew --out-dir live --acme --arn ARN --dry-run",
            "  certtool renew --out-dir live --dir issuing --passphrase-file pw --jitter 1h \\",
            "      --exec 'systemctl reload postfix'"
        })
public final class RenewCommand extends Verb {
    @Option(
            names = "--out-dir",
            required = true,
            paramLabel = "FOLDER",
            description = "The folder that the gateway reads.")
    private Path folder;

    @Option(names = "--dir", paramLabel = "FOLDER", description = "The local CA that issues the next one.")
    private @Nullable Path authority;

    @Option(
            names = "--acme",
            description =
                    "Order from an ACME CA, with the settings in acme.json that certtool acme order has" + " written.")
    private boolean acme;

    @Mixin
    private NameOptions names;

    @Option(
            names = "--type",
            paramLabel = "KIND",
            converter = KeyKindConverter.class,
            description = "Type of the new key. Default: the current type.")
    private @Nullable KeyKind kind;

    @Mixin
    private LifetimeOption lifetime;

    @Mixin
    private ShortOption shortLife;

    @Mixin
    private PassphraseOption passphrase;

    @Option(names = "--arn", paramLabel = "ARN", description = "Also import the certificate into ACM under this ARN.")
    private @Nullable String arn;

    @Option(
            names = "--secret-id",
            paramLabel = "NAME",
            description = "Also write the certificate into this secret of Secrets Manager.")
    private @Nullable String secretId;

    @Mixin
    private AwsAccess aws;

    @Option(names = "--now", description = "Renew now, at any age of the certificate.")
    private boolean always;

    @Option(names = "--watch", description = "Keep running and check again and again.")
    private boolean watch;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = DurationConverter.class,
            description = "With --watch: time between two checks (default 1h).")
    private Duration every;

    @Option(
            names = "--exec",
            paramLabel = "COMMAND",
            description = "Run this shell command after each renewal. If it fails, certtool renew fails.")
    private @Nullable String exec;

    @Option(
            names = "--jitter",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Wait a random time up to this before a renewal, so that many machines do not renew at"
                    + " the same time.")
    private @Nullable Duration jitter;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Override
    protected Outcome run() throws Exception {
        if (acme == (authority != null)) {
            throw Failure.usage("give either --dir CA-FOLDER or --acme");
        }
        if (!watch) {
            look();
            return Outcome.FINE;
        }
        while (true) {
            try {
                look();
                always = false;
            } catch (Failure | IOException e) {
                failed(e);
                note("trying again at "
                        + context().clock().instant().plus(every).truncatedTo(ChronoUnit.SECONDS));
            }
            Thread.sleep(every.toMillis());
        }
    }

    private void look() throws Exception {
        waitForChance();
        Renewal.Turn turn = turn();
        show(turn);
        if (exec != null && turn.made() != null) {
            new AfterRenewal(exec).run(folder);
        }
        printPending();
    }

    /** Waits only if there is something to renew. */
    private void waitForChance() throws Exception {
        if (jitter == null || dryRun || always || !renewal().turn(false, true).renewed()) {
            return;
        }
        long millis = new SecureRandom().nextLong(jitter.toMillis() + 1);
        note("renewing in " + Duration.ofMillis(millis).toSeconds() + " s");
        Thread.sleep(millis);
    }

    /** Holds the folder's lock from the check to the last copy. */
    private Renewal.Turn turn() throws Exception {
        if (dryRun) {
            return renewal().turn(always, true);
        }
        Disk disk = context().disk();
        if (!Files.isDirectory(folder)) {
            // Do not create the folder if the renewal cannot succeed.
            renewal();
            disk.createFolder(folder, Access.PUBLIC);
        }
        try (FolderLock lock = disk.lock(folder)) {
            if (new LostSet(disk, Leaf.keyIn(folder)).restore()) {
                warn(Finding.warning(
                        "set-lost",
                        folder,
                        "the files in " + folder
                                + " led to a set that was gone; they lead to the newest one that is left"));
            }
            return renewal().turn(always, false);
        }
    }

    private void show(Renewal.Turn turn) {
        if (turn.made() != null) {
            warnOfGit(Leaf.keyIn(folder));
        }
        report(turn, () -> {
            out().println((!turn.renewed() ? "kept: " : dryRun ? "would renew: " : "renewed: ") + turn.reason());
            turn.handedOver().forEach(out()::println);
            out().flush();
        });
        turn.findings().forEach(warning -> note("warning: " + warning));
    }

    private Renewal renewal() throws IOException {
        List<Sink> sinks = new ArrayList<>();
        if (arn != null) {
            sinks.add(new AcmSink(aws, arn, folder, context().clock().instant(), this::warn, trace()));
        }
        if (secretId != null) {
            sinks.add(new SecretSink(aws, secretId, folder, trace()));
        }
        if (authority == null) {
            AcmeRenewal order = AcmeRenewal.of(folder, this::note, trace());
            return new Renewal(
                    folder,
                    State.Wanted.names(order.names()),
                    new AcmeSource(order, folder, context().disk()),
                    sinks,
                    context().clock());
        }
        Present present = Present.in(folder);
        CertificateAuthority ca = Files.isDirectory(authority) ? CertificateAuthority.open(context(), authority) : null;
        Wish wish = wish(present, ca);
        Source source = new LocalCa(
                context(),
                authority,
                present.file(),
                wish,
                () -> passphrase.require(context(), "passphrase of the CA in " + authority),
                this::note);
        boolean revoked = ca != null && present.certificate() != null && ca.hasRevoked(present.certificate());
        State.Wanted wanted = State.Wanted.subject(wish.subject());
        return new Renewal(
                folder,
                certificate -> revoked && certificate.equals(present.certificate())
                        ? "this CA has revoked it"
                        : wanted.difference(certificate),
                source,
                sinks,
                context().clock());
    }

    /** Properties that no option changes stay the same. */
    private Wish wish(Present present, @Nullable CertificateAuthority ca) throws IOException {
        X509Certificate model = present.certificate();
        if (model == null && ca != null) {
            model = lost(ca);
        }
        Profile profile = present.profile(model);
        if (model == null && names.all().isEmpty()) {
            throw Failure.usage(present.problem() + "; give --name with what the next one is for");
        }
        return new Wish(
                model,
                model == null ? names.subject(profile) : names.subject(profile, model),
                kind != null ? kind : model == null ? KeyKind.EC_P256 : kindOf(model),
                profile,
                lifetime.of(context().clock(), present.life()),
                shortLife.given());
    }

    /** The certificate that this CA has issued for the key in the folder, where the certificate itself is lost or damaged. */
    private @Nullable X509Certificate lost(CertificateAuthority ca) throws IOException {
        Path key = Leaf.keyIn(folder);
        try {
            return Files.exists(key) ? ca.lastFor(Keys.readPlain(key).getPublic()) : null;
        } catch (Failure unreadable) {
            return null;
        }
    }

    private static KeyKind kindOf(X509Certificate model) {
        try {
            return KeyKind.of(model.getPublicKey());
        } catch (Failure e) {
            throw Failure.usage("the present key is " + KeyKind.describe(model.getPublicKey())
                    + ", which certtool does not make; choose another kind by --type");
        }
    }
}
