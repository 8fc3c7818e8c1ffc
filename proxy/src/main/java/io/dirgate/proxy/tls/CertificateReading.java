package io.dirgate.proxy.tls;

import io.dirgate.proxy.config.CertificateConfig;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a listener's certificates from all sources and applies the same checks to them. */
final class CertificateReading {
    private final FileContents files;
    private final Instant now;
    private final List<Credential> credentials = new ArrayList<>();
    private final List<TlsException> passedOver = new ArrayList<>();
    private final List<TlsException> untimely = new ArrayList<>();
    private final List<TlsException> problems = new ArrayList<>();

    /** Names of the settings and their files in messages. */
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

    /** The problems that prevent serving the certificates. If there are any, the other results must not be used. */
    List<TlsException> problems() {
        return List.copyOf(problems);
    }

    /** Continues after a problem, so that all problems are reported together. */
    void read(String section, CertificateConfig config, List<Candidate> remote) {
        Path certificate = config.certificate();
        Path key = config.privateKey();
        Path pkcs12 = config.pkcs12();
        if (certificate != null && key != null) {
            readPem(section, config, certificate, key);
        } else if (pkcs12 != null) {
            String setting = section + ".pkcs12";
            Credential credential = attempt(
                    () -> Pkcs12.read(setting, name(pkcs12), files.of(pkcs12, setting), passphrase(section, config)));
            if (credential != null) {
                take(credential, Names.alike(setting, name(pkcs12)));
            }
        } else {
            choose(section + (config.acm() == null ? ".secretsManager" : ".acm"), remote);
        }
    }

    private void readPem(String section, CertificateConfig config, Path certificate, Path key) {
        Names names = names(section, certificate, key);
        List<X509Certificate> chain = attempt(
                () -> new Pem(names.certificate, names.certificateName, files.of(certificate, names.certificate))
                        .certificates());
        PrivateKey read = attempt(() ->
                new Pem(names.key, names.keyName, files.of(key, names.key)).privateKey(passphrase(section, config)));
        if (chain != null && read != null) {
            take(new Credential(read, chain), names);
        } else if (chain != null) {
            problems.addAll(dates(chain, names));
        }
    }

    private interface Attempt<T> {
        T make() throws TlsException;
    }

    private <T> @Nullable T attempt(Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (TlsException e) {
            problems.add(e);
            return null;
        }
    }

    /**
     * Chooses the first candidate that is valid now, otherwise the first one whose only fault is its validity period.
     */
    private void choose(String setting, List<Candidate> candidates) {
        List<TlsException> unfit = new ArrayList<>();
        Credential late = null;
        Names lateNames = null;
        for (Candidate candidate : candidates) {
            Names names = Names.alike(setting, candidate.name());
            try {
                Credential credential = candidate.get();
                List<TlsException> faults = faults(credential, names);
                List<TlsException> dates = dates(credential.chain(), names);
                if (faults.isEmpty() && dates.isEmpty()) {
                    credentials.add(credential);
                    passedOver.addAll(unfit);
                    return;
                }
                if (faults.isEmpty() && late == null) {
                    late = credential;
                    lateNames = names;
                }
                unfit.addAll(faults.isEmpty() ? dates : faults);
            } catch (TlsException e) {
                unfit.add(e);
            }
        }
        if (late != null && lateNames != null) {
            take(late, lateNames);
        } else {
            problems.add(unfit.isEmpty() ? new TlsException(setting, "has not been fetched yet") : unfit.get(0));
        }
    }

    private void take(Credential credential, Names names) {
        List<TlsException> faults = faults(credential, names);
        List<TlsException> dates = dates(credential.chain(), names);
        if (faults.isEmpty()) {
            credentials.add(credential);
            untimely.addAll(dates);
        } else {
            problems.addAll(faults);
            problems.addAll(dates);
        }
    }

    private static List<TlsException> faults(Credential credential, Names names) {
        List<TlsException> faults = new ArrayList<>();
        String mismatch = CertificateCheck.mismatch(credential);
        if (mismatch != null) {
            faults.add(new TlsException(
                    names.key,
                    names.keyName.equals(names.certificateName)
                            ? "%s has a key that does not match its certificate (%s)".formatted(names.keyName, mismatch)
                            : "%s does not match the certificate %s (%s)"
                                    .formatted(names.keyName, names.certificateName, mismatch)));
        }
        String disorder = CertificateCheck.disorder(credential.chain());
        if (disorder != null) {
            faults.add(new TlsException(
                    names.certificate, names.certificateName + " is not a chain in order: " + disorder));
        }
        for (String unfit : Arrays.asList(
                CertificateCheck.wrongPurpose(credential.leaf()), CertificateCheck.weakKey(credential.leaf()))) {
            if (unfit != null) {
                faults.add(new TlsException(names.certificate, names.certificateName + " " + unfit));
            }
        }
        return faults;
    }

    private List<TlsException> dates(List<X509Certificate> chain, Names names) {
        List<TlsException> found = new ArrayList<>();
        for (X509Certificate each : chain) {
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
