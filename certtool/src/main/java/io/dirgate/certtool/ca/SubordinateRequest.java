package io.dirgate.certtool.ca;

import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.Profile;
import io.dirgate.certtool.pki.Request;
import io.dirgate.certtool.pki.Subject;
import io.dirgate.certtool.pki.SubjectNames;
import io.dirgate.certtool.pki.Validity;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;

/**
 * What a CA asks for in its request, and what of it is granted. A Windows enterprise CA asks with the template {@code SubCA} and
 * Microsoft's CA version (MS-WCCE 2.2.2.7.7); both go back to it unchanged, for it compares them.
 */
record SubordinateRequest(Request request, List<Extension> granted) {
    private static final String CA_VERSION = "1.3.6.1.4.1.311.21.1";
    private static final String TEMPLATE_NAME = "1.3.6.1.4.1.311.20.2";
    private static final String TEMPLATE = "1.3.6.1.4.1.311.21.7";

    private static final int FEWEST_BITS = 2048;

    /** @param unmarked whether a request that does not say what it is for may pass, as a bare {@code openssl req} makes it */
    static SubordinateRequest of(Request request, String origin, boolean unmarked) {
        if (request.subject().getRDNs().length == 0) {
            throw new Failure(origin + ": the request has no subject; a CA needs a name");
        }
        if (request.key() instanceof RSAKey rsa && rsa.getModulus().bitLength() < FEWEST_BITS) {
            throw new Failure(origin + ": the key of the request is " + KeyKind.describe(request.key())
                    + "; a CA needs RSA 2048 or more, or EC P-256 or P-384");
        }
        refuseOthers(request, origin, unmarked);
        List<Extension> granted = new ArrayList<>();
        for (String kind : List.of(CA_VERSION, TEMPLATE_NAME, TEMPLATE, Extension.subjectKeyIdentifier.getId())) {
            Extension asked = request.extension(kind);
            if (asked != null) {
                granted.add(asked);
            }
        }
        granted.add(usage(request));
        return new SubordinateRequest(request, granted);
    }

    /** Who signs a server's request as a CA's by mistake has made a server that can certify anybody. */
    private static void refuseOthers(Request request, String origin, boolean unmarked) {
        Extension constraints = request.extension(Extension.basicConstraints.getId());
        Extension usage = request.extension(Extension.keyUsage.getId());
        if (constraints != null
                && !BasicConstraints.getInstance(constraints.getParsedValue()).isCA()) {
            throw new Failure(
                    origin + ": the request is not a CA's (it asks for CA:FALSE); certtool ca issue --csr signs it");
        }
        if (usage != null && !KeyUsage.getInstance(usage.getParsedValue()).hasUsages(KeyUsage.keyCertSign)) {
            throw new Failure(origin + ": the request is not a CA's (it does not ask to sign certificates);"
                    + " certtool ca issue --csr signs it");
        }
        boolean marked = constraints != null
                || usage != null
                || request.extension(CA_VERSION) != null
                || isTemplateOfCa(request.extension(TEMPLATE_NAME));
        if (!marked && !unmarked) {
            throw new Failure(origin + ": the request does not say that it is a CA's. If it is a server's or client's,"
                    + " certtool ca issue --csr signs it; if it is a CA's all the same, give --unmarked");
        }
    }

    /** Requests of stand-alone tools of Windows say by the template's name alone what they are for. */
    private static boolean isTemplateOfCa(@Nullable Extension template) {
        return template != null
                && template.getParsedValue() instanceof ASN1String name
                && name.getString().equalsIgnoreCase("SubCA");
    }

    /** A CA signs certificates and CRLs; digital signature (for OCSP) only where it asks for it. */
    private static Extension usage(Request request) {
        Extension asked = request.extension(Extension.keyUsage.getId());
        boolean signature =
                asked != null && KeyUsage.getInstance(asked.getParsedValue()).hasUsages(KeyUsage.digitalSignature);
        int usage = KeyUsage.keyCertSign | KeyUsage.cRLSign | (signature ? KeyUsage.digitalSignature : 0);
        try {
            return new Extension(Extension.keyUsage, true, new KeyUsage(usage).getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Order order(Validity validity, int pathLength) {
        Subject subject = new Subject(request.subject(), SubjectNames.NONE);
        return Order.ca(subject, request.key(), Profile.SUB_CA, validity, pathLength)
                .with(granted);
    }
}
