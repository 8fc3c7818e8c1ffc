package io.dirgate.certtool.setup;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.dirgate.certtool.ca.CaCommand;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.cli.FailureReporter;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.renew.RenewCommand;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Written;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code certtool setup}. */
@Command(
        name = "setup",
        description = {
            "Make a CA, a certificate, a gateway configuration and a renewal timer in one step.",
            "Makes only what is missing, so you can run it again, for example to add a name."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool setup --name ldap.corp.example.com --server 10.0.1.10 --server 10.0.2.10",
            "  certtool setup --dir /etc/dirgate --name ldap.corp.example.com --server dc1.corp.example.com \\",
            "      --transport ldaps --directory-ca corp-root.pem --install",
            "  certtool setup --name ldap.corp.example.com --server 10.0.1.10 --timer kubernetes"
        })
public final class SetupCommand extends Verb {
    /** Where the renewal runs. */
    enum Timer {
        SYSTEMD,
        KUBERNETES,
        NONE
    }

    /** The result for a part. */
    enum State {
        MADE,
        KEPT,
        RENEWED
    }

    /**
     * A part of the installation.
     *
     * @param written the files of it that this command has written
     */
    record Part(
            Path path, State state, String what, @JsonIgnore List<Written> written) {
        static Part kept(Path path, String what) {
            return new Part(path, State.KEPT, what, List.of());
        }
    }

    /**
     * All that was done.
     *
     * @param timer the units or manifests, null without a timer or where they were installed
     * @param next the remaining steps, in order
     * @param written the files that were made or replaced
     */
    record Report(List<Part> parts, @Nullable String timer, List<String> next, List<Written> written) {}

    private static final int PASSPHRASE_BYTES = 24;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "The name that clients connect to. May be repeated.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--server",
            required = true,
            paramLabel = "HOST[:PORT]",
            description = "A directory server behind the gateway. May be repeated.")
    private List<String> servers = new ArrayList<>();

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where to write the files (default: the current folder).")
    private Path dir;

    @Option(
            names = "--transport",
            paramLabel = "KIND",
            defaultValue = "plain",
            description =
                    "How the gateway connects to the servers: plain (default; for Simple AD), startTls or" + " ldaps.")
    private Transport transport;

    @Option(
            names = "--directory-ca",
            paramLabel = "FILE",
            description = "With --transport startTls or ldaps: the CA of the servers' certificates.")
    private @Nullable Path directoryCa;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "0.0.0.0:636",
            description = "Where the gateway listens (default 0.0.0.0:636).")
    private String listen;

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS:PORT",
            description = "The gateway's admin address, with health and metrics (default 127.0.0.1:8389).")
    private @Nullable String admin;

    @Option(
            names = "--timer",
            paramLabel = "KIND",
            defaultValue = "systemd",
            description = "What runs the renewals: systemd (default), kubernetes or none.")
    private Timer timer;

    @Option(names = "--install", description = "Write the systemd units. Without this option they are printed.")
    private boolean install;

    @Option(
            names = "--unit-dir",
            paramLabel = "FOLDER",
            defaultValue = "/etc/systemd/system",
            description = "Where --install writes the units (default /etc/systemd/system).")
    private Path unitDir;

    @Override
    protected Outcome run() throws Exception {
        if (install && timer != Timer.SYSTEMD) {
            throw Failure.usage("--install is for --timer systemd");
        }
        if (transport != Transport.plain && directoryCa == null) {
            throw Failure.usage("--transport " + transport
                    + " needs --directory-ca: the CA that the servers' certificates" + " come from");
        }
        SubjectNames wanted = SubjectNames.of(names);
        Path home = dir.toAbsolutePath().normalize();
        Layout layout = new Layout(home);
        String configuration = new GatewayConfiguration(listen, admin, transport, endpoints(), directoryCa).text();
        List<Part> parts = new ArrayList<>();
        makeFolder(home);
        parts.add(passphrase(layout));
        parts.add(ca(
                layout.root(),
                "a root CA; needed again only for another CA, keep it offline",
                "ca",
                "init",
                "--dir",
                layout.root(),
                "--name",
                "LDAPS Root CA of " + names.get(0)));
        parts.add(ca(
                layout.issuing(),
                "the CA that signs servers",
                "ca",
                "intermediate",
                "--dir",
                layout.issuing(),
                "--parent",
                layout.root(),
                "--name",
                "LDAPS Issuing CA of " + names.get(0)));
        parts.add(certificate(layout, wanted));
        parts.add(configuration(layout, configuration));
        RenewalTimer renewal = new RenewalTimer(launcher(), layout, names.get(0));
        String printed = null;
        if (install) {
            parts.addAll(installUnits(renewal));
        } else if (timer != Timer.NONE) {
            printed = timer == Timer.SYSTEMD ? renewal.units() : renewal.cronJob();
        }
        List<Written> written =
                parts.stream().flatMap(part -> part.written.stream()).toList();
        Report report = new Report(parts, printed, next(layout), written);
        report(report, () -> print(report));
        return Outcome.FINE;
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> found = new ArrayList<>();
        for (String each : servers) {
            Endpoint endpoint = Endpoint.find(transport == Transport.ldaps ? each : "ldap://" + each, false);
            if (endpoint == null) {
                throw Failure.usage("--server " + each + " is not of the form host or host:port");
            }
            found.add(endpoint);
        }
        return found;
    }

    private void makeFolder(Path folder) throws IOException {
        AtomicFile.refuseFolder(folder);
        if (!Files.isDirectory(folder)) {
            context().disk().createFolder(folder, Access.PUBLIC);
        }
    }

    private Part passphrase(Layout layout) throws IOException {
        Path file = layout.passphrase();
        String what = "the passphrase of both CAs; keep a copy where you keep passwords";
        if (Files.exists(file)) {
            return Part.kept(file, what);
        }
        byte[] secret = new byte[PASSPHRASE_BYTES];
        new SecureRandom().nextBytes(secret);
        byte[] text = (Base64.getEncoder().encodeToString(secret) + "\n").getBytes(StandardCharsets.US_ASCII);
        AtomicFile.write(context().disk(), file, text, Access.PRIVATE, false);
        return new Part(file, State.MADE, what, List.of(Written.of(file, Written.Kind.PASSPHRASE)));
    }

    private Part ca(Path folder, String what, Object... words) throws IOException {
        if (Files.exists(folder.resolve("ca.crt"))) {
            return Part.kept(folder, what);
        }
        execute(words);
        X509Certificate ca = Certificates.read(folder.resolve("ca.crt")).get(0);
        return new Part(
                folder,
                State.MADE,
                what,
                List.of(
                        Written.of(folder.resolve("ca.key"), Written.Kind.PRIVATE_KEY),
                        Certificates.written(folder.resolve("ca.crt"), Written.Kind.CERTIFICATE, ca),
                        Certificates.written(folder.resolve("chain.pem"), Written.Kind.CHAIN, ca)));
    }

    private Part certificate(Layout layout, SubjectNames wanted) throws IOException {
        Path file = layout.certificate();
        X509Certificate before = Files.exists(file) ? Certificates.read(file).get(0) : null;
        List<Object> words = new ArrayList<>(List.of("renew", "--out-dir", layout.live(), "--dir", layout.issuing()));
        for (String name : wanted.all()) {
            words.addAll(List.of("--name", name));
        }
        execute(words.toArray());
        X509Certificate now = Certificates.read(file).get(0);
        String what =
                "the certificate for " + String.join(", ", SubjectNames.of(now).all()) + ", until "
                        + now.getNotAfter().toInstant();
        if (now.equals(before)) {
            return Part.kept(layout.live(), what);
        }
        return new Part(
                layout.live(),
                before == null ? State.MADE : State.RENEWED,
                what,
                List.of(
                        Written.of(Leaf.keyIn(layout.live()), Written.Kind.PRIVATE_KEY),
                        Certificates.written(file, Written.Kind.CERTIFICATE, now),
                        Certificates.written(file.resolveSibling("chain.pem"), Written.Kind.CHAIN, now),
                        Certificates.written(
                                layout.trusted(),
                                Written.Kind.TRUSTED_ROOTS,
                                Certificates.read(layout.trusted()).get(0))));
    }

    /** One that is there may have been edited, so it is never replaced. */
    private Part configuration(Layout layout, String text) throws IOException {
        Path file = layout.configuration();
        if (!Files.exists(file)) {
            AtomicFile.write(context().disk(), file, text.getBytes(StandardCharsets.UTF_8), Access.PUBLIC, false);
            return new Part(
                    file,
                    State.MADE,
                    "the gateway's configuration",
                    List.of(Written.of(file, Written.Kind.CONFIGURATION)));
        }
        boolean same = Files.readString(file).equals(text);
        return Part.kept(
                file,
                same
                        ? "the gateway's configuration"
                        : "the gateway's configuration; it differs from what these options say and is left as it is");
    }

    private List<Part> installUnits(RenewalTimer renewal) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (RenewalTimer.Unit unit : renewal.both()) {
            Path file = unitDir.resolve(unit.name());
            boolean there = Files.exists(file) && Files.readString(file).equals(unit.text());
            if (!there) {
                AtomicFile.write(
                        context().disk(), file, unit.text().getBytes(StandardCharsets.UTF_8), Access.PUBLIC, true);
            }
            String what = "a unit of the renewal";
            parts.add(
                    there
                            ? Part.kept(file, what)
                            : new Part(file, State.MADE, what, List.of(Written.of(file, Written.Kind.SYSTEMD_UNIT))));
        }
        return parts;
    }

    /** Runs another command with the passphrase of this folder. Its output is not part of this command's result. */
    private void execute(Object... words) {
        List<String> all = new ArrayList<>();
        for (Object word : words) {
            all.add(word.toString());
        }
        all.addAll(List.of(
                "--passphrase-file",
                new Layout(dir.toAbsolutePath().normalize()).passphrase().toString()));
        StringWriter said = new StringWriter();
        int exitCode = new CommandLine(root())
                .addSubcommand("ca", new CaCommand())
                .addSubcommand("renew", new RenewCommand())
                .setExecutionExceptionHandler(new FailureReporter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(all.toArray(String[]::new));
        if (exitCode != Outcome.FINE.exitCode()) {
            throw new Failure("certtool " + all.get(0) + " ended with exit code " + exitCode + ":\n" + said);
        }
    }

    /** The path of the launcher. Default: the one that the package installs. */
    private String launcher() {
        String found = context().environment().get("DIRGATE_CERTTOOL");
        return found == null ? "/usr/bin/dirgate-certtool" : found;
    }

    private List<String> next(Layout layout) {
        List<String> next = new ArrayList<>();
        next.add("check the gateway's configuration:  dirgate check --config " + layout.configuration());
        if (install) {
            next.add("start the renewal:  systemctl daemon-reload && systemctl enable --now " + RenewalTimer.NAME
                    + ".timer");
        } else if (timer != Timer.NONE) {
            next.add(
                    timer == Timer.SYSTEMD
                            ? "install the renewal's units: the same command with --install"
                            : "apply the manifest above, with your image and volume");
        }
        next.add("serve:  dirgate run --config " + layout.configuration());
        next.add("let " + names.get(0) + " lead to the gateway in DNS, and give clients " + layout.trusted());
        next.add("on a client:  LDAPTLS_CACERT=" + layout.trusted() + " ldapsearch -x -H ldaps://" + names.get(0)
                + " -D USER@DOMAIN -W -s base -b '' defaultNamingContext");
        return next;
    }

    private void print(Report report) {
        for (Part part : report.parts) {
            out().printf(
                            "%-8s %s%n         %s%n",
                            part.state.name().toLowerCase(Locale.ROOT), part.path, screen().wrap(part.what, 9));
        }
        if (report.timer != null) {
            out().println();
            out().print(report.timer);
        }
        out().println();
        out().println("Next:");
        for (int i = 0; i < report.next.size(); i++) {
            out().println(screen().wrap("  " + (i + 1) + ". " + report.next.get(i), 0));
        }
    }
}
