package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.CertificateConfig;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a listener's certificates, wherever they are from, and holds all of them to the same checks. */
final class CertificateReading {
    private final FileContents files;
    private final Instant now;
    private final List<Credential> credentials = new ArrayList<>();
    private final List<TlsException> passedOver = new ArrayList<>();
    private final List<TlsException> untimely = new ArrayList<>();

    /** What messages call the settings and the things they name. */
    private record Names(String certificate, String certificateName, String key, String keyName) {
        static Names alike(String setting, String name) {
            return new Names(setting, name, setting, name);
        }
    }

    CertificateReading(FileContents files, Instant now) {
        this.files = files;
        this.now = now;
    }

    List<Credential> credentials() {
        return List.copyOf(credentials);
    }

    List<TlsException> passedOver() {
        return List.copyOf(passedOver);
    }

    List<TlsException> untimely() {
        return List.copyOf(untimely);
    }

    void read(String section, CertificateConfig config, List<Candidate> remote) throws TlsException {
        Path certificate = config.certificate();
        Path key = config.privateKey();
        Path pkcs12 = config.pkcs12();
        if (certificate != null && key != null) {
            take(pem(section, config, certificate, key), names(section, certificate, key));
        } else if (pkcs12 != null) {
            String setting = section + ".pkcs12";
            take(
                    Pkcs12.read(setting, name(pkcs12), files.of(pkcs12, setting), passphrase(section, config)),
                    Names.alike(setting, name(pkcs12)));
        } else {
            choose(section + (config.acm() == null ? ".secretsManager" : ".acm"), remote);
        }
    }

    private Credential pem(String section, CertificateConfig config, Path certificate, Path key) throws TlsException {
        Names names = names(section, certificate, key);
        return new Credential(
                new Pem(names.key, names.keyName, files.of(key, names.key)).privateKey(passphrase(section, config)),
                new Pem(names.certificate, names.certificateName, files.of(certificate, names.certificate))
                        .certificates());
    }

    /** The first that is fit to be served and within its time; else the first that is but for its time. */
    private void choose(String setting, List<Candidate> candidates) throws TlsException {
        List<TlsException> unfit = new ArrayList<>();
        Candidate late = null;
        for (Candidate candidate : candidates) {
            try {
                Credential credential = candidate.get();
                check(credential, Names.alike(setting, candidate.name()));
                List<TlsException> dates = dates(credential, Names.alike(setting, candidate.name()));
                if (dates.isEmpty()) {
                    credentials.add(credential);
                    passedOver.addAll(unfit);
                    return;
                }
                late = late == null ? candidate : late;
                unfit.add(dates.get(0));
            } catch (TlsException e) {
                unfit.add(e);
            }
        }
        if (late == null) {
            throw unfit.isEmpty() ? new TlsException(setting, "has not been fetched yet") : unfit.get(0);
        }
        take(late.get(), Names.alike(setting, late.name()));
    }

    private void take(Credential credential, Names names) throws TlsException {
        check(credential, names);
        credentials.add(credential);
        untimely.addAll(dates(credential, names));
    }

    private static void check(Credential credential, Names names) throws TlsException {
        String mismatch = CertificateCheck.mismatch(credential);
        if (mismatch != null) {
            throw new TlsException(
                    names.key,
                    names.keyName.equals(names.certificateName)
                            ? "%s has a key that does not match its certificate (%s)".formatted(names.keyName, mismatch)
                            : "%s does not match the certificate %s (%s)"
                                    .formatted(names.keyName, names.certificateName, mismatch));
        }
        String disorder = CertificateCheck.disorder(credential.chain());
        if (disorder != null) {
            throw new TlsException(names.certificate, names.certificateName + " is not a chain in order: " + disorder);
        }
        String unfit = CertificateCheck.wrongPurpose(credential.leaf());
        if (unfit == null) {
            unfit = CertificateCheck.weakness(credential.leaf());
        }
        if (unfit != null) {
            throw new TlsException(names.certificate, names.certificateName + " " + unfit);
        }
    }

    private List<TlsException> dates(Credential credential, Names names) {
        List<TlsException> found = new ArrayList<>();
        for (X509Certificate each : credential.chain()) {
            String outOfTime = CertificateCheck.outOfTime(each, now);
            if (outOfTime != null) {
                found.add(new TlsException(
                        names.certificate,
                        "%s: %s %s".formatted(names.certificateName, each.getSubjectX500Principal(), outOfTime)));
            }
        }
        return found;
    }

    private char @Nullable [] passphrase(String section, CertificateConfig config) throws TlsException {
        Path file = config.passphraseFile();
        return file == null ? null : Passphrases.firstLine(files.of(file, section + ".passphraseFile"));
    }

    private static Names names(String section, Path certificate, Path key) {
        return new Names(section + ".certificate", name(certificate), section + ".privateKey", name(key));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
