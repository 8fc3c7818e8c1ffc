package io.dirgate.certtool.directory;

import io.dirgate.certtool.report.Failure;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.ClientAuthenticationType;
import software.amazon.awssdk.services.directory.model.InvalidClientAuthStatusException;
import software.amazon.awssdk.services.directory.model.NoAvailableCertificateException;

/** Authentication by smart card (client certificate) at one directory. */
final class SmartCards {
    private final Directories directories;
    private final DirectoryClient client;
    private final String id;

    SmartCards(Directories directories, String directoryId) {
        this.directories = directories;
        this.client = directories.client();
        this.id = directoryId;
    }

    boolean areEnabled() {
        return directories
                .ask(id, () -> client.describeClientAuthenticationSettings(
                                request -> request.directoryId(id).type(ClientAuthenticationType.SMART_CARD))
                        .clientAuthenticationSettingsInfo())
                .stream()
                .anyMatch(info -> "Enabled".equals(info.statusAsString()));
    }

    /** Switches it on; false if it is on already. */
    boolean enable() {
        if (areEnabled()) {
            return false;
        }
        try {
            directories.ask(
                    id,
                    () -> client.enableClientAuthentication(
                            request -> request.directoryId(id).type(ClientAuthenticationType.SMART_CARD)));
            return true;
        } catch (NoAvailableCertificateException e) {
            throw new Failure(
                    id
                            + " has no registered CA certificate to check smart cards by; first: certtool directory certificate"
                            + " register --directory-id " + id
                            + " --certificate ca.pem --type smart-card --ocsp-url URL --wait",
                    e);
        } catch (InvalidClientAuthStatusException e) {
            return false;
        }
    }

    /** Switches it off; false if it is off already. */
    boolean disable() {
        if (!areEnabled()) {
            return false;
        }
        try {
            directories.ask(
                    id,
                    () -> client.disableClientAuthentication(
                            request -> request.directoryId(id).type(ClientAuthenticationType.SMART_CARD)));
            return true;
        } catch (InvalidClientAuthStatusException e) {
            return false;
        }
    }
}
