package io.dirgate.certtool.ca;

import io.dirgate.certtool.pki.Certificates;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** One line of a CA's index: the event, its time, and a checksum that reveals a damaged line. */
sealed interface Entry {
    Instant time();

    /** The fields after the time. */
    String text();

    /** A certificate was signed. The index contains all of it, so that it cannot be lost. */
    record Issued(Instant time, String profile, X509Certificate certificate) implements Entry {
        @Override
        public String text() {
            return "issued " + profile + " " + Base64.getEncoder().encodeToString(Certificates.der(certificate));
        }
    }

    /** A certificate was revoked, for good. */
    record Revoked(Instant time, BigInteger serial, RevocationReason reason) implements Entry {
        @Override
        public String text() {
            return "revoked " + serial.toString(16) + " " + reason;
        }
    }

    /** A CRL of this number was signed. */
    record CrlSigned(Instant time, BigInteger number) implements Entry {
        @Override
        public String text() {
            return "crl " + number;
        }
    }

    default byte[] line() {
        String body = time() + " " + text();
        return (body + " " + checksum(body) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws IllegalArgumentException if the line is damaged */
    static Entry parse(String line) {
        int end = line.lastIndexOf(' ');
        if (end < 0 || !line.substring(end + 1).equals(checksum(line.substring(0, end)))) {
            throw new IllegalArgumentException("the checksum does not fit");
        }
        String[] fields = line.split(" ");
        Instant time = Instant.parse(fields[0]);
        return switch (fields[1]) {
            case "issued" -> new Issued(time, fields[2], certificate(fields[3]));
            case "revoked" -> new Revoked(time, new BigInteger(fields[2], 16), RevocationReason.parse(fields[3]));
            case "crl" -> new CrlSigned(time, new BigInteger(fields[2]));
            default -> throw new IllegalArgumentException("'" + fields[1] + "' is not known to this version");
        };
    }

    private static X509Certificate certificate(String base64) {
        try {
            return Certificates.parse(Base64.getDecoder().decode(base64));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
