package io.dirgate.certtool.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.Validity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.directory.model.Certificate;
import software.amazon.awssdk.services.directory.model.CertificateInfo;

/** A registered CA certificate as the commands report it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RegisteredView(
        String id,
        @Nullable String commonName,
        String state,
        @Nullable String stateReason,
        String type,
        @Nullable Instant notAfter,
        @Nullable Instant registered,
        @Nullable String ocspUrl) {

    static RegisteredView of(CertificateInfo info) {
        return new RegisteredView(
                info.certificateId(),
                info.commonName(),
                info.stateAsString(),
                null,
                info.typeAsString() == null ? Purpose.LDAPS.typeName() : info.typeAsString(),
                info.expiryDateTime(),
                null,
                null);
    }

    static RegisteredView of(Certificate detail) {
        return new RegisteredView(
                detail.certificateId(),
                detail.commonName(),
                detail.stateAsString(),
                detail.stateReason(),
                detail.typeAsString() == null ? Purpose.LDAPS.typeName() : detail.typeAsString(),
                detail.expiryDateTime(),
                detail.registeredDateTime(),
                detail.clientCertAuthSettings() == null
                        ? null
                        : detail.clientCertAuthSettings().ocspUrl());
    }

    boolean is(Purpose purpose) {
        return type.equals(purpose.typeName());
    }

    boolean isRegistered() {
        return state.equals("Registered");
    }

    boolean isPresent() {
        return isRegistered() || state.equals("Registering");
    }

    /** The service tells no fingerprint: name and end of life must do. */
    boolean looksLike(X509Certificate certificate) {
        String name = Subject.commonName(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
        return Objects.equals(name, commonName)
                && notAfter != null
                && notAfter.getEpochSecond()
                        == certificate.getNotAfter().toInstant().getEpochSecond();
    }

    @Nullable
    Long daysLeft(Instant now) {
        return notAfter == null ? null : new Validity(now, notAfter).daysLeft(now);
    }
}
