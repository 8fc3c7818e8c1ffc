package io.dirgate.certtool.lint;

/** By whose measure a certificate is judged. */
enum Purpose {
    /** A public CA's server certificate: the CA/Browser Forum's baseline requirements. */
    PUBLIC,
    /** A private CA's server certificate. */
    PRIVATE,
    /** A domain controller's certificate: Microsoft KB 321051. */
    AD,
    /** A certificate to import into ACM. */
    ACM,
    /** A CA's certificate to register with AWS Directory Service. */
    DS
}
