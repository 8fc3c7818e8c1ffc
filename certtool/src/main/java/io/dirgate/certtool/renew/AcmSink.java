package io.dirgate.certtool.renew;

import io.dirgate.certtool.acm.AcmCertificates;
import io.dirgate.certtool.acm.ImportMaterial;
import io.dirgate.certtool.acm.Importer;
import io.dirgate.certtool.aws.AwsAccess;
import io.dirgate.certtool.ca.Leaf;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/** ACM, under the ARN that it has already. */
record AcmSink(AwsAccess access, String arn, Path folder, Instant now, Consumer<String> note, Consumer<String> trace)
        implements Sink {
    @Override
    public String handOver(boolean dryRun) throws Exception {
        ImportMaterial material =
                ImportMaterial.read(folder.resolve("chain.pem"), null, Leaf.keyIn(folder), () -> null);
        return access.use(
                trace,
                aws -> new Importer(new AcmCertificates(aws.acm()), note, dryRun)
                                .replace(arn, material, false, now)
                                .action()
                        + " " + arn);
    }
}
