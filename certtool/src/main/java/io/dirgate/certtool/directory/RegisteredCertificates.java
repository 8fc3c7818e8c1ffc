package io.dirgate.certtool.directory;

import io.dirgate.certtool.aws.Refusals;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.CertificateAlreadyExistsException;
import software.amazon.awssdk.services.directory.model.CertificateDoesNotExistException;
import software.amazon.awssdk.services.directory.model.CertificateInUseException;
import software.amazon.awssdk.services.directory.model.CertificateInfo;
import software.amazon.awssdk.services.directory.model.CertificateLimitExceededException;
import software.amazon.awssdk.services.directory.model.InvalidCertificateException;
import software.amazon.awssdk.services.directory.model.ListCertificatesResponse;
import software.amazon.awssdk.services.directory.model.RegisterCertificateRequest;

/** The CA certificates that one directory trusts. */
public final class RegisteredCertificates {
    private static final int LIMIT = 5;

    private final Directories directories;
    private final DirectoryClient client;
    private final String id;

    public RegisteredCertificates(Directories directories, String directoryId) {
        this.directories = directories;
        this.client = directories.client();
        this.id = directoryId;
    }

    public List<RegisteredView> list() {
        List<CertificateInfo> all = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            ListCertificatesResponse page = directories.ask(
                    id,
                    () -> client.listCertificates(
                            request -> request.directoryId(id).nextToken(from)));
            all.addAll(page.certificatesInfo());
            token = page.nextToken();
        } while (token != null);
        return all.stream().map(RegisteredView::of).toList();
    }

    RegisteredView show(String certificateId) {
        try {
            return RegisteredView.of(directories.ask(id, () -> client.describeCertificate(
                            request -> request.directoryId(id).certificateId(certificateId))
                    .certificate()));
        } catch (CertificateDoesNotExistException e) {
            throw new Failure(
                    id + " has no certificate " + certificateId
                            + "; certtool directory certificate list shows those that it has",
                    e);
        }
    }

    /** The one that is registered for this purpose already, or null. */
    @Nullable
    RegisteredView find(X509Certificate certificate, Purpose purpose) {
        return list().stream()
                .filter(each -> each.isPresent() && each.is(purpose) && each.looksLike(certificate))
                .findFirst()
                .orElse(null);
    }

    /** Checks everything that a registration needs, without asking for it. */
    void check(X509Certificate certificate, @Nullable String ocspUrl, Instant now, Consumer<Finding> warn) {
        Refusals.enforce(
                "Directory Service would refuse this certificate",
                RegistrationRules.check(certificate, ocspUrl, now),
                warn);
    }

    /** Registers a certificate that was checked; its id, with which the registration can be watched. */
    String register(X509Certificate certificate, Purpose purpose, @Nullable String ocspUrl) {
        RegisterCertificateRequest.Builder request = RegisterCertificateRequest.builder()
                .directoryId(id)
                .certificateData(Certificates.pem(List.of(certificate)))
                .type(purpose.type());
        if (ocspUrl != null) {
            request.clientCertAuthSettings(settings -> settings.ocspUrl(ocspUrl));
        }
        try {
            return directories
                    .ask(id, () -> client.registerCertificate(request.build()))
                    .certificateId();
        } catch (CertificateAlreadyExistsException e) {
            RegisteredView present = find(certificate, purpose);
            if (present != null) {
                return present.id();
            }
            throw new Failure(id + " says that this certificate is registered already, but lists none like it", e);
        } catch (CertificateLimitExceededException e) {
            throw new Failure(
                    id + " has " + LIMIT + " certificates for " + purpose
                            + ", more are not allowed; deregister one that is no longer needed",
                    e);
        } catch (InvalidCertificateException e) {
            throw new Failure(
                    "Directory Service refused the certificate: "
                            + e.awsErrorDetails().errorMessage(),
                    e);
        }
    }

    void deregister(String certificateId) {
        try {
            directories.ask(
                    id,
                    () -> client.deregisterCertificate(
                            request -> request.directoryId(id).certificateId(certificateId)));
        } catch (CertificateDoesNotExistException e) {
            throw new Failure(id + " has no certificate " + certificateId + "; nothing was changed", e);
        } catch (CertificateInUseException e) {
            throw new Failure(
                    certificateId + " is the last certificate that " + id
                            + " uses. Register its successor first (certtool directory certificate rotate), or switch off what"
                            + " needs it: certtool directory ldaps disable --directory-id " + id
                            + " (client-auth disable, for smart cards)",
                    e);
        }
    }

    void waitUntilRegistered(String certificateId, Poll poll) throws InterruptedException {
        poll.until("certificate " + certificateId, () -> show(certificateId).state(), state -> {
            if (state.equals("RegisterFailed")) {
                throw new Failure("certificate " + certificateId + " was not registered: "
                        + show(certificateId).stateReason());
            }
            return state.equals("Registered");
        });
    }
}
