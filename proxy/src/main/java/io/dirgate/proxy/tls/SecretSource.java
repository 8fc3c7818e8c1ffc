package io.dirgate.proxy.tls;

import io.dirgate.proxy.aws.Aws;
import io.dirgate.proxy.aws.AwsException;
import io.dirgate.proxy.aws.SecretsManager;
import io.dirgate.proxy.aws.SecretsManager.Version;
import io.dirgate.proxy.config.SecretConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A secret that contains a certificate with its key. Also provides the version before the requested one as a fallback.
 */
final class SecretSource implements RemoteSource {
    private static final String CURRENT = "AWSCURRENT";
    private static final String PREVIOUS = "AWSPREVIOUS";
    private static final byte DER_SEQUENCE = 0x30;

    private final String setting;
    private final SecretConfig config;
    private final @Nullable Path passphraseFile;
    private @Nullable SecretsManager service;
    private String fetchedVersion = "";
    private List<Candidate> fetched = List.of();

    /** @param setting its YAML path, relative to the listener */
    SecretSource(String setting, SecretConfig config, @Nullable Path passphraseFile) {
        this.setting = setting;
        this.config = config;
        this.passphraseFile = passphraseFile;
    }

    @Override
    public List<Candidate> fetch() throws AwsException {
        SecretsManager secrets = service == null ? Aws.bySdk().secretsManager(config.region()) : service;
        service = secrets;
        Version version = secrets.get(config.secretId(), config.versionStage());
        if (!version.id().equals(fetchedVersion)) {
            List<Candidate> candidates = new ArrayList<>();
            candidates.add(candidate(version, config.versionStage()));
            Version previous = config.versionStage().equals(CURRENT) ? secrets.find(config.secretId(), PREVIOUS) : null;
            if (previous != null) {
                candidates.add(candidate(previous, PREVIOUS));
            }
            fetched = List.copyOf(candidates);
            fetchedVersion = version.id();
        }
        return fetched;
    }

    private Candidate candidate(Version version, String stage) {
        String name = "%s (%s, version %s)".formatted(config.secretId(), stage, version.id());
        return Candidate.of(name, () -> credential(name, version.content()));
    }

    private Credential credential(String name, byte[] content) throws TlsException {
        char[] passphrase = Passphrases.read(setting, passphraseFile);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (text.contains("-----BEGIN ")) {
            Pem pem = new Pem(setting, name, content);
            return new Credential(pem.privateKey(passphrase), pem.certificates());
        }
        return Pkcs12.read(
                setting,
                name,
                content.length > 0 && content[0] == DER_SEQUENCE ? content : decoded(name, text),
                passphrase);
    }

    private byte[] decoded(String name, String text) throws TlsException {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new TlsException(setting, name + " is neither PEM nor PKCS#12", e);
        }
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
