package io.dirgate.certtool.acme;

import io.dirgate.certtool.acme.AcmeAccount.Registration;
import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Made;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Written;
import io.dirgate.certtool.request.KeyKindConverter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool acme order}. */
@Command(
        name = "order",
        description = {
            "Order a certificate. Proves the names by HTTP-01 (this command answers on port 80), or"
                    + " by DNS-01: with --dns route53 in Amazon Route 53, or with --dns-hook in another DNS"
                    + " service.",
            "Writes privatekey.pem, server.crt and chain.pem, and acme.json with the settings for" + " renewals."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool acme order --server https://acme-v02.api.letsencrypt.org/directory --agree-tos \\",
            "      --name ldap.example.com --out-dir live",
            "  certtool acme order --server URL --agree-tos --dns route53 --name '*.corp.example.com' --out-dir live",
            "  certtool acme order --server URL --agree-tos --eab-kid ID --eab-key-file eab.key \\",
            "      --dns-hook ./dns.sh --name ldap.example.com --out-dir live",
            "",
            "The hook is run as: HOOK present|cleanup _acme-challenge.ldap.example.com. VALUE",
            "Route 53: the identity needs route53:ListHostedZones (not with --hosted-zone), ListResourceRecordSets,",
            "ChangeResourceRecordSets and GetChange; the README has a policy. Not tried against AWS itself."
        })
final class OrderCommand extends Verb {
    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            description = "The URL of the CA's ACME directory.")
    private URI server;

    @Option(
            names = "--server-ca",
            paramLabel = "FILE",
            description = "The CA of the ACME server's own TLS certificate, if it is not a public CA.")
    private @Nullable Path serverCa;

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "Host name or IP address. May be repeated.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--out-dir", required = true, paramLabel = "FOLDER", description = "Where to write the files.")
    private Path folder;

    @Option(
            names = "--account-key",
            paramLabel = "FILE",
            description = "The account's private key; made on first use. Default: account.pem in the folder.")
    private @Nullable Path accountKey;

    @Option(names = "--agree-tos", description = "Agree to the CA's terms of service.")
    private boolean agreed;

    @Option(names = "--email", paramLabel = "ADDRESS", description = "The CA sends notices to this address.")
    private @Nullable String email;

    @Mixin
    private EabOptions eab;

    @Option(
            names = "--type",
            paramLabel = "KIND",
            defaultValue = "ec-p256",
            converter = KeyKindConverter.class,
            description = "ec-p256 (default), ec-p384, rsa-2048, rsa-3072 or rsa-4096.")
    private KeyKind kind;

    @Option(
            names = "--http-listen",
            paramLabel = "[ADDRESS:]PORT",
            defaultValue = "80",
            description = "Answer HTTP-01 challenges here. The CA must reach it at port 80 of each name. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String httpListen;

    @Mixin
    private DnsOptions dns;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        AcmeSettings settings = settings();
        LiveFiles.refuseExisting(context().disk(), folder, force.given());
        KeyPair key = kind.generate();
        Registration registration = new Registration(agreed, email, eab.read(context()));
        List<X509Certificate> chain = new AcmeIssuer(settings, this::note, trace())
                .order(registration, key, context().disk());
        write(settings, key, chain);
        warnOfGit(LiveFiles.key(folder));
        List<Written> written = new ArrayList<>(LiveFiles.written(folder, chain.get(0)));
        written.add(Written.of(AcmeSettings.file(folder), Written.Kind.CONFIGURATION));
        Made report = Made.of(chain.get(0), written);
        report(report, () -> report.print(out()));
        note("renew it with: certtool acme renew --out-dir " + folder);
        return Outcome.FINE;
    }

    /** The certificate and how it was ordered, from one run. */
    private void write(AcmeSettings settings, KeyPair key, List<X509Certificate> chain) throws IOException {
        if (!Files.isDirectory(folder)) {
            context().disk().createFolder(folder, Access.PUBLIC);
        }
        try (FolderLock lock = context().disk().lock(folder)) {
            LiveFiles.of(context().disk(), folder, key.getPrivate(), chain).write(force.given());
            settings.write(context().disk(), folder);
        }
    }

    private AcmeSettings settings() {
        List<String> normal = SubjectNames.of(names).all();
        String wildcard = normal.stream()
                .filter(name -> name.startsWith("*."))
                .findFirst()
                .orElse(null);
        dns.check();
        if (wildcard != null && !dns.given()) {
            throw Failure.usage(wildcard + ": CAs check wildcards by DNS-01 only; give --dns route53 or --dns-hook");
        }
        if (!dns.given()) {
            HttpSolver.address(httpListen);
        }
        Path account = accountKey == null ? folder.resolve("account.pem") : accountKey;
        return new AcmeSettings(
                server,
                serverCa == null ? null : serverCa.toAbsolutePath().toString(),
                account.toAbsolutePath().toString(),
                normal,
                kind.toString(),
                httpListen,
                dns.hook(),
                dns.route53());
    }
}
