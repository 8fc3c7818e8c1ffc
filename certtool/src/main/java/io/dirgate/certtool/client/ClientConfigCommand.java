package io.dirgate.certtool.client;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import io.dirgate.certtool.cli.ForceOption;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.pki.Stores;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code certtool client-config}. */
@Command(
        name = "client-config",
        description = {
            "Print the configuration of an LDAP client for an LDAPS endpoint, with certificate" + " verification.",
            "With --out-dir, write it there, together with the trusted certificates that it needs."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  certtool client-config --format openldap --url ldaps://ldap.corp.example.com --ca live/ca.pem",
            "  certtool client-config --format jira --url ldaps://ldap.corp.example.com --ca live/ca.pem --out-dir for-jira"
        })
public final class ClientConfigCommand extends Verb {
    /**
     * What a client must be told.
     *
     * @param configuration the text of its configuration
     */
    record Report(String configuration, List<Written> written) {}

    /** Java's own default for trust stores, which hold nothing secret. */
    private static final char[] TRUST_STORE_PASSWORD = "changeit".toCharArray();

    @Option(
            names = "--format",
            required = true,
            paramLabel = "CLIENT",
            description = "openldap, sssd, nslcd, jndi, spring, jenkins, jira, grafana, keycloak, gitlab or vault.")
    private ClientFormat format;

    @Option(names = "--url", required = true, paramLabel = "URL", description = "The endpoint: ldaps://host[:port].")
    private String url;

    @Option(
            names = "--ca",
            required = true,
            paramLabel = "FILE",
            description = "The CA certificates that the client must trust (ca.pem).")
    private Path ca;

    @Option(
            names = "--base",
            paramLabel = "DN",
            description = "The search base. Default: derived from the domain of the host.")
    private @Nullable String base;

    @Option(names = "--bind-dn", paramLabel = "NAME", description = "The client's account. Default: a placeholder.")
    private @Nullable String account;

    @Option(
            names = "--out-dir",
            paramLabel = "FOLDER",
            description = "Where to write the files. The folder is created if it does not exist.")
    private @Nullable Path outDir;

    @Mixin
    private ForceOption force;

    @Override
    protected Outcome run() throws Exception {
        Endpoint endpoint = Endpoint.parse(url, false);
        if (endpoint.security() != Endpoint.Security.LDAPS) {
            throw Failure.usage(url + " is not TLS; give ldaps://host[:port]");
        }
        List<X509Certificate> trusted = Certificates.read(ca);
        Path trust = outDir == null ? ca : outDir.resolve(format.wantsTrustStore() ? "truststore.p12" : "ca.pem");
        if (outDir == null) {
            if (format.wantsTrustStore()) {
                note("this client wants a trust store of Java; --out-dir FOLDER makes it");
                trust = ca.resolveSibling("truststore.p12");
            }
            String printed = text(endpoint, trust);
            report(new Report(printed, List.of()), () -> out().print(printed));
            return Outcome.FINE;
        }
        Path text = outDir.resolve(format.fileName());
        if (!Files.isDirectory(outDir)) {
            context().disk().createFolder(outDir.toAbsolutePath(), Access.PUBLIC);
        }
        AtomicFile.refuseExisting(text, force.given());
        byte[] content = format.wantsTrustStore()
                ? Stores.pkcs12(null, trusted, "ca", TRUST_STORE_PASSWORD, false)
                : Certificates.pemBytes(trusted);
        AtomicFile.write(context().disk(), trust, content, Access.PUBLIC, force.given());
        String configuration = text(endpoint, trust);
        AtomicFile.write(
                context().disk(), text, configuration.getBytes(StandardCharsets.UTF_8), Access.PUBLIC, force.given());
        List<Written> written = List.of(
                Written.of(text, Written.Kind.CONFIGURATION),
                Certificates.written(
                        trust,
                        format.wantsTrustStore() ? Written.Kind.TRUST_STORE : Written.Kind.TRUSTED_ROOTS,
                        trusted.get(0)));
        report(new Report(configuration, written), () -> written.forEach(file -> out().println(file.path())));
        return Outcome.FINE;
    }

    private String text(Endpoint endpoint, Path trust) throws IOException {
        String domain = base == null ? domainOfHost(endpoint.host()) : domainOfBase(base);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("url", endpoint.toString());
        values.put("host", endpoint.host());
        values.put("port", String.valueOf(endpoint.port()));
        values.put("domain", domain);
        values.put("base", base != null ? base : "dc=" + domain.replace(".", ",dc="));
        values.put("account", account != null ? account : "SERVICE-ACCOUNT@" + domain);
        values.put("trust", trust.toAbsolutePath().normalize().toString());
        return format.fill(values);
    }

    private static String domainOfHost(String host) {
        int dot = host.indexOf('.');
        if (dot < 0 || host.indexOf('.', dot + 1) < 0) {
            throw Failure.usage("the search base cannot be made from the host " + host + "; give --base");
        }
        return host.substring(dot + 1);
    }

    private static String domainOfBase(String dn) {
        try {
            List<String> labels = new ArrayList<>();
            for (RDN part : new DN(dn).getRDNs()) {
                if (Arrays.stream(part.getAttributeNames()).anyMatch("dc"::equalsIgnoreCase)) {
                    labels.add(part.getAttributeValues()[0]);
                }
            }
            return String.join(".", labels);
        } catch (LDAPException e) {
            throw Failure.usage("--base " + dn + " is not a distinguished name: " + e.getMessage());
        }
    }
}
