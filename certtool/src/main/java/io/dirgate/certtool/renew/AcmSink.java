package io.dirgate.certtool.renew;

import io.dirgate.certtool.acm.AcmCertificates;
import io.dirgate.certtool.acm.ImportMaterial;
import io.dirgate.certtool.acm.ImportReport;
import io.dirgate.certtool.acm.Importer;
import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.ca.Leaf;
import io.dirgate.certtool.report.Finding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/** ACM, under the ARN that it has already. */
record AcmSink(AwsAccess access, String arn, Path folder, Instant now, Consumer<Finding> note, Consumer<String> trace)
        implements Sink {
    @Override
    public HandOver handOver(boolean dryRun) throws Exception {
        ImportMaterial material =
                ImportMaterial.read(folder.resolve("chain.pem"), null, Leaf.keyIn(folder), () -> null);
        ImportReport report = access.use(trace, aws -> new Importer(new AcmCertificates(aws.acm()), note, dryRun)
                .replace(arn, material, false, now));
        boolean changed = report.action() != ImportReport.Action.UNCHANGED;
        return new HandOver(HandOver.Action.of(changed, dryRun), arn);
    }
}
