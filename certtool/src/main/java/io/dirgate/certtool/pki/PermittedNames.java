package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * The names that a CA and all below it may certify (RFC 5280 section 4.2.1.10): a stolen key is useless for other names.
 * If only domains are permitted, all IP addresses are excluded, because unconstrained types would be allowed.
 */
public final class PermittedNames {
    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;

    private PermittedNames() {}

    /**
     * The extension, critical.
     *
     * @param permitted domains, with all below them and with their mail addresses, or networks such as {@code 10.0.0.0/8}; at least one
     */
    public static Extension extension(Collection<String> permitted) {
        List<GeneralSubtree> allowed = new ArrayList<>();
        boolean networks = false;
        for (String each : permitted) {
            if (each.indexOf('/') >= 0 || Hostname.address(each) != null) {
                allowed.add(subtree(GeneralName.iPAddress, new DEROctetString(network(each))));
                networks = true;
            } else {
                String domain = Hostname.normal(each.startsWith(".") ? each.substring(1) : each);
                allowed.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain)));
                allowed.add(new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, domain)));
                allowed.add(new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "." + domain)));
            }
        }
        GeneralSubtree[] forbidden = networks
                ? null
                : new GeneralSubtree[] {
                    subtree(GeneralName.iPAddress, new DEROctetString(new byte[2 * IPV4_LENGTH])),
                    subtree(GeneralName.iPAddress, new DEROctetString(new byte[2 * IPV6_LENGTH]))
                };
        try {
            NameConstraints constraints = new NameConstraints(allowed.toArray(GeneralSubtree[]::new), forbidden);
            return new Extension(Extension.nameConstraints, true, constraints.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralSubtree subtree(int kind, DEROctetString value) {
        return new GeneralSubtree(new GeneralName(kind, value));
    }

    /** Address and mask, as section 4.2.1.10 wants them. */
    private static byte[] network(String text) {
        int slash = text.indexOf('/');
        InetAddress address = Hostname.address(slash < 0 ? text : text.substring(0, slash));
        String bits = slash < 0 ? "" : text.substring(slash + 1);
        if (address == null || (slash >= 0 && !bits.matches("\\d{1,3}"))) {
            throw Failure.usage("--permit " + text + " is not a network such as 10.0.0.0/8");
        }
        byte[] bytes = address.getAddress();
        int prefix = slash < 0 ? bytes.length * Byte.SIZE : Integer.parseInt(bits);
        if (prefix > bytes.length * Byte.SIZE) {
            throw Failure.usage("--permit " + text + ": the network has more bits than the address");
        }
        byte[] network = new byte[2 * bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.max(0, Math.min(Byte.SIZE, prefix - i * Byte.SIZE));
            int mask = 0xFF << (Byte.SIZE - kept) & 0xFF;
            network[i] = (byte) (bytes[i] & mask);
            network[bytes.length + i] = (byte) mask;
        }
        return network;
    }
}
