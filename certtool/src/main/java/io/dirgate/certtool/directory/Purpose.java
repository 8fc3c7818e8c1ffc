package io.dirgate.certtool.directory;

import software.amazon.awssdk.services.directory.model.CertificateType;

/** The purpose of a registered CA certificate. */
enum Purpose {
    /** The directory trusts the LDAPS servers of the other side. */
    LDAPS("ldaps", "ClientLDAPS"),
    /** The directory trusts the smart cards of its users. */
    SMART_CARD("smart-card", "ClientCertAuth");

    private final String word;
    private final String typeName;

    Purpose(String word, String typeName) {
        this.word = word;
        this.typeName = typeName;
    }

    CertificateType type() {
        return CertificateType.fromValue(typeName);
    }

    String typeName() {
        return typeName;
    }

    @Override
    public String toString() {
        return word;
    }
}
