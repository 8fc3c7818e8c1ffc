package io.dirgate.proxy.tls;

import io.dirgate.proxy.aws.Aws;
import io.dirgate.proxy.aws.AwsException;
import io.dirgate.proxy.aws.CertificateManager;
import io.dirgate.proxy.aws.CertificateManager.Described;
import io.dirgate.proxy.aws.CertificateManager.Exported;
import io.dirgate.proxy.config.AcmConfig;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate in ACM. It is exported when its serial number has changed. The key is transferred encrypted with a
 * passphrase that is created for this call and not stored.
 */
final class AcmSource implements RemoteSource {
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Without {@code #}, {@code $} and {@code %}, which ACM does not accept. 40 of these 62 characters have more than
     * 238 bits.
     */
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final int LENGTH = 40;

    private final String setting;
    private final AcmConfig config;
    private @Nullable CertificateManager service;
    private String exportedSerial = "";
    private List<Candidate> exported = List.of();

    /** @param setting its YAML path, relative to the listener */
    AcmSource(String setting, AcmConfig config) {
        this.setting = setting;
        this.config = config;
    }

    @Override
    public List<Candidate> fetch() throws AwsException, TlsException {
        CertificateManager acm = service == null ? Aws.bySdk().certificateManager(config.region()) : service;
        service = acm;
        Described described = acm.describe(config.arn());
        if (described.type().equals("IMPORTED")) {
            throw new TlsException(
                    setting,
                    config.arn()
                            + " was imported into ACM, which gives no imported key out again; keep the pair in Secrets"
                            + " Manager (secretsManager) or in files (certificate, privateKey), where it was imported from");
        }
        if (!described.status().equals("ISSUED")) {
            throw new TlsException(setting, "%s is %s in ACM, not ISSUED".formatted(config.arn(), described.status()));
        }
        if (exported.isEmpty() || !described.serial().equals(exportedSerial)) {
            exported = List.of(export(acm, described));
            exportedSerial = described.serial();
        }
        return exported;
    }

    private Candidate export(CertificateManager acm, Described described) throws AwsException, TlsException {
        char[] passphrase = RANDOM.ints(LENGTH, 0, ALPHABET.length())
                .mapToObj(ALPHABET::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString()
                .toCharArray();
        try {
            Exported pair = acm.export(config.arn(), passphrase);
            return Candidate.of(config.arn(), () -> {
                String chain = pair.certificate() + "\n" + pair.chain();
                return new Credential(
                        pem(pair.encryptedKey()).privateKey(passphrase),
                        pem(chain).certificates());
            });
        } catch (AwsException e) {
            if (e.isRefused() && described.type().equals("AMAZON_ISSUED")) {
                throw new TlsException(
                        setting,
                        e.getMessage() + "; a public certificate can be exported only if it was requested so (Export:"
                                + " ENABLED), which cannot be changed later: request a new one",
                        e);
            }
            throw e;
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    private Pem pem(String text) {
        return new Pem(setting, config.arn(), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String setting() {
        return setting;
    }

    @Override
    public Duration refresh() {
        return config.refresh();
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
    }
}
