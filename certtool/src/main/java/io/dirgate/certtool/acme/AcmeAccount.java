package io.dirgate.certtool.acme;

import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.FolderLock;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Keys;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Metadata;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeServerException;

/** The account at an ACME server, known by its key. */
final class AcmeAccount {
    private static final String UNKNOWN = "urn:ietf:params:acme:error:accountDoesNotExist";

    private AcmeAccount() {}

    /** The data for a new account. Not needed for an existing one. */
    record Registration(
            boolean agreed,
            @Nullable String email,
            @Nullable ExternalAccount external) {}

    /** External Account Binding (RFC 8555 section 7.3.4): the CA's own name for its customer, and a key that proves it. */
    record ExternalAccount(String keyId, String macKey) {}

    /** The account's key; made on first use. */
    static KeyPair key(Disk disk, Path file) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling(".").normalize();
        if (!Files.isDirectory(folder)) {
            disk.createFolder(folder, Access.PUBLIC);
        }
        try (FolderLock lock = disk.lock(folder)) {
            if (!Files.exists(file)) {
                byte[] fresh = Keys.pem(KeyKind.EC_P256.generate().getPrivate(), null);
                AtomicFile.write(disk, file, fresh, Access.PRIVATE, false);
            }
        }
        return Keys.readPlain(file);
    }

    /** Logs in to the account of this key, which must exist. */
    static Login login(Session session, KeyPair key) throws AcmeException {
        try {
            return new AccountBuilder().useKeyPair(key).onlyExisting().createLogin(session);
        } catch (AcmeServerException e) {
            if (isUnknown(e)) {
                throw new Failure("the ACME server knows no account with this key; certtool acme order makes one", e);
            }
            throw e;
        }
    }

    /** Logs in, and makes the account where the server knows none with this key. */
    static Login loginOrRegister(Session session, KeyPair key, Registration wanted, Consumer<String> note)
            throws AcmeException {
        try {
            return new AccountBuilder().useKeyPair(key).onlyExisting().createLogin(session);
        } catch (AcmeServerException e) {
            if (!isUnknown(e)) {
                throw e;
            }
        }
        Metadata server = session.getMetadata();
        URI terms = server.getTermsOfService().orElse(null);
        if (terms != null && !wanted.agreed()) {
            throw Failure.usage(
                    "the CA requires you to agree to its terms, " + terms + "; read them and give --agree-tos");
        }
        ExternalAccount external = wanted.external();
        if (server.isExternalAccountRequired() && external == null) {
            throw Failure.usage(
                    "the CA takes accounts only with an External Account Binding; give --eab-kid and --eab-key-file"
                            + " with what the CA handed out");
        }
        AccountBuilder builder = new AccountBuilder().useKeyPair(key).agreeToTermsOfService();
        if (wanted.email() != null) {
            builder.addEmail(wanted.email());
        }
        if (external != null) {
            builder.withKeyIdentifier(external.keyId(), external.macKey());
        }
        Login login = builder.createLogin(session);
        note.accept("made an account: " + login.getAccountLocation());
        return login;
    }

    private static boolean isUnknown(AcmeServerException e) {
        return e.getType().toString().equals(UNKNOWN);
    }
}
