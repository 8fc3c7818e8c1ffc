package io.dirgate.certtool.expiry;

import io.dirgate.certtool.acm.AcmCertificates;
import io.dirgate.certtool.aws.AwsClients;
import io.dirgate.certtool.directory.Directories;
import io.dirgate.certtool.directory.RegisteredCertificates;
import io.dirgate.certtool.directory.RegisteredView;
import io.dirgate.certtool.pki.Validity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.acm.model.CertificateSummary;

/** The rows for certificates in AWS. */
record AwsRows(AwsClients aws, Row.Measure measure) {
    private static final int WARN_DAYS = 30;
    private static final int CRITICAL_DAYS = 7;

    /** All certificates of ACM that have been issued. */
    List<Row> acm() {
        List<Row> rows = new ArrayList<>();
        for (CertificateSummary each : new AcmCertificates(aws.acm()).list()) {
            if (each.notAfter() != null) {
                Instant start = each.notBefore() == null ? measure.now() : each.notBefore();
                rows.add(measure.row(
                        each.certificateArn(), List.of(each.domainName()), new Validity(start, each.notAfter())));
            }
        }
        return rows;
    }

    /** The CA certificates that a directory trusts; the service does not tell when their lives began, so a share becomes days. */
    List<Row> directory(String id) {
        List<Row> rows = new ArrayList<>();
        Row.Measure inDays = new Row.Measure(
                measure.warn().orDays(WARN_DAYS), measure.critical().orDays(CRITICAL_DAYS), measure.now());
        for (RegisteredView each : new RegisteredCertificates(new Directories(aws.directory()), id).list()) {
            if (each.notAfter() != null) {
                String name = each.commonName() == null ? each.id() : each.commonName();
                rows.add(inDays.row(id + " " + each.id(), List.of(name), new Validity(Instant.EPOCH, each.notAfter())));
            }
        }
        return rows;
    }
}
