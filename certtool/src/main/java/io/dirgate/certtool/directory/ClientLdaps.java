package io.dirgate.certtool.directory;

import io.dirgate.certtool.report.Failure;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.InvalidLdapsStatusException;
import software.amazon.awssdk.services.directory.model.LDAPSSettingInfo;
import software.amazon.awssdk.services.directory.model.LDAPSType;
import software.amazon.awssdk.services.directory.model.NoAvailableCertificateException;

/** Client-side LDAPS of one directory: AWS's applications talk LDAPS, and LDAPS only, to the other side. */
final class ClientLdaps {
    private final Directories directories;
    private final DirectoryClient client;
    private final String id;

    /** Such as Enabled; the reason is given when it failed. */
    record Status(String status, @Nullable String reason) {
        boolean isOn() {
            return status.equals("Enabled") || status.equals("Enabling");
        }
    }

    ClientLdaps(Directories directories, String directoryId) {
        this.directories = directories;
        this.client = directories.client();
        this.id = directoryId;
    }

    Status status() {
        return directories
                .ask(id, () -> client.describeLDAPSSettings(
                                request -> request.directoryId(id).type(LDAPSType.CLIENT))
                        .ldapsSettingsInfo())
                .stream()
                .findFirst()
                .map(ClientLdaps::status)
                // A directory whose LDAPS was never touched has no settings to tell.
                .orElse(new Status("Disabled", null));
    }

    private static Status status(LDAPSSettingInfo info) {
        return new Status(info.ldapsStatusAsString(), info.ldapsStatusReason());
    }

    /** Asks to switch it on; false if it is on or on its way already. */
    boolean enable() {
        if (status().isOn()) {
            return false;
        }
        try {
            directories.ask(
                    id,
                    () -> client.enableLDAPS(request -> request.directoryId(id).type(LDAPSType.CLIENT)));
            return true;
        } catch (NoAvailableCertificateException e) {
            throw new Failure(
                    id
                            + " has no registered CA certificate to check servers by; first: certtool directory certificate register"
                            + " --directory-id " + id + " --certificate ca.pem --wait",
                    e);
        } catch (InvalidLdapsStatusException e) {
            return false;
        }
    }

    /** Asks to switch it off; false if it is off already. */
    boolean disable() {
        if (status().status().equals("Disabled")) {
            return false;
        }
        try {
            directories.ask(
                    id,
                    () -> client.disableLDAPS(request -> request.directoryId(id).type(LDAPSType.CLIENT)));
            return true;
        } catch (InvalidLdapsStatusException e) {
            return false;
        }
    }

    void waitFor(String wanted, Poll poll) throws InterruptedException {
        poll.until("client-side LDAPS of " + id, () -> status().status(), now -> {
            if (now.equals("EnableFailed") && !wanted.equals(now)) {
                throw new Failure("client-side LDAPS of " + id + " could not be enabled: " + status().reason());
            }
            return now.equals(wanted);
        });
    }
}
