package io.dirgate.tests;

import java.nio.file.Path;

/**
 * What a subordinate enterprise CA does, with openssl: it asks the root as Windows does (template SubCA and CA version, MS-WCCE
 * 2.2.2.7.7), and gives a domain controller the certificate that autoenrolment would.
 */
final class WindowsAuthority {
    private static final String SETTINGS = """
            [req]
            distinguished_name = name
            req_extensions = authority
            prompt = no
            [name]
            1.DC = com
            2.DC = example
            3.DC = corp
            CN = CORP-SUB-CA
            [authority]
            1.3.6.1.4.1.311.21.1 = ASN1:INTEGER:0
            1.3.6.1.4.1.311.20.2 = ASN1:BMPSTRING:SubCA
            subjectKeyIdentifier = hash
            basicConstraints = critical, CA:TRUE
            keyUsage = digitalSignature, keyCertSign, cRLSign
            [controller]
            subjectAltName = critical, DNS:%s
            extendedKeyUsage = serverAuth, clientAuth
            keyUsage = critical, digitalSignature, keyEncipherment
            subjectKeyIdentifier = hash
            authorityKeyIdentifier = keyid
            """;

    private final Path folder;

    WindowsAuthority(Path folder) {
        this.folder = folder;
    }

    /** Leaves {@code SubordinateCA.req}. */
    void request() {
        settings("unused");
        openssl("req -new -newkey rsa:2048 -nodes -config windows.cnf -keyout windows.key -out SubordinateCA.req");
    }

    /** A controller's certificate from {@code SubordinateCA.crt}, which must lie here by now, with the CA's own behind it. */
    TestAuthority.PemFiles enrol(String controller) {
        settings(controller);
        openssl("req -new -newkey rsa:2048 -nodes -subj / -config windows.cnf -keyout dc.key -out dc.req");
        openssl("x509 -req -in dc.req -CA SubordinateCA.crt -CAkey windows.key -CAcreateserial -days 30"
                + " -extfile windows.cnf -extensions controller -out dc.leaf");
        Program.of("sh", "-c", "cd '" + folder + "' && cat dc.leaf SubordinateCA.crt > dc.crt && chmod 600 dc.key")
                .run()
                .mustSucceed();
        return new TestAuthority.PemFiles(folder.resolve("dc.crt"), folder.resolve("dc.key"));
    }

    private void settings(String controller) {
        Folders.write(folder.resolve("windows.cnf"), SETTINGS.formatted(controller));
    }

    private void openssl(String arguments) {
        Program.of("sh", "-c", "cd '" + folder + "' && openssl " + arguments)
                .run()
                .mustSucceed();
    }
}
