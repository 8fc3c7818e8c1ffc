package io.dirgate.certtool.acm;

import io.dirgate.certtool.acm.ImportReport.Action;
import io.dirgate.certtool.aws.Refusals;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.acm.model.CertificateDetail;
import software.amazon.awssdk.services.acm.model.CertificateType;

/** Brings a certificate into ACM once: checks ACM's rules first, and does nothing where ACM holds it already. */
public final class Importer {
    private final AcmCertificates certificates;
    private final Consumer<Finding> warn;
    private final boolean dryRun;

    /**
     * @param warn receives warnings
     * @param dryRun everything is looked at and nothing changed
     */
    public Importer(AcmCertificates certificates, Consumer<Finding> warn, boolean dryRun) {
        this.certificates = certificates;
        this.warn = warn;
        this.dryRun = dryRun;
    }

    /** Imports under a new ARN. */
    ImportReport importNew(ImportMaterial material, Map<String, String> tags, Instant now) {
        Refusals.enforce("ACM would refuse this certificate", ImportRules.check(material, now), warn);
        String present = certificates.findIdentical(material);
        if (present != null) {
            return report(Action.UNCHANGED, present, null, material, List.of());
        }
        return dryRun
                ? report(Action.WOULD_IMPORT, null, null, material, List.of())
                : report(Action.IMPORTED, certificates.importNew(material, tags), null, material, List.of());
    }

    /**
     * Replaces what an ARN holds.
     *
     * @param newArnAllowed whether to import under a new ARN where ACM forbids to replace; else that is a failure with a plan
     */
    public ImportReport replace(String arn, ImportMaterial material, boolean newArnAllowed, Instant now) {
        CertificateDetail detail = certificates.describe(arn);
        refuseForeign(detail);
        List<X509Certificate> present = certificates.leafAndChain(arn);
        if (material.isHeldAs(present)) {
            return report(Action.UNCHANGED, arn, null, material, List.of());
        }
        Refusals.enforce("ACM would refuse this certificate", ImportRules.check(material, now), warn);
        List<Finding> obstacles = ReimportRules.check(present.get(0), material.leaf());
        if (!obstacles.isEmpty()) {
            return underNewArn(detail, material, obstacles, newArnAllowed);
        }
        if (!dryRun) {
            certificates.reimport(arn, material);
        }
        return report(dryRun ? Action.WOULD_REIMPORT : Action.REIMPORTED, arn, null, material, List.of());
    }

    /** The leaf that an ARN holds, which must be one that can be replaced. */
    List<X509Certificate> present(String arn) {
        refuseForeign(certificates.describe(arn));
        return certificates.leafAndChain(arn);
    }

    /** What replacing would come to, tried on a certificate that is like the one to come; nothing is sent. */
    ImportReport tryOut(String arn, X509Certificate preview, boolean newArnAllowed) {
        CertificateDetail detail = certificates.describe(arn);
        List<Finding> obstacles =
                ReimportRules.check(certificates.leafAndChain(arn).get(0), preview);
        if (obstacles.isEmpty()) {
            return new ImportReport(Action.WOULD_REIMPORT, arn, null, null, List.of());
        }
        requireNewArn(detail, obstacles, newArnAllowed);
        List<String> steps = NewArnPlan.steps(arn, "NEW_ARN", detail.inUseBy());
        return new ImportReport(Action.WOULD_IMPORT, null, arn, null, steps);
    }

    private ImportReport underNewArn(
            CertificateDetail detail, ImportMaterial material, List<Finding> obstacles, boolean allowed) {
        String old = detail.certificateArn();
        requireNewArn(detail, obstacles, allowed);
        String present = certificates.findIdentical(material);
        String arn = present == null && !dryRun ? certificates.importNew(material, Map.of()) : present;
        List<String> steps = NewArnPlan.steps(old, arn == null ? "NEW_ARN" : arn, detail.inUseBy());
        return report(
                present != null ? Action.UNCHANGED : dryRun ? Action.WOULD_IMPORT : Action.IMPORTED,
                arn,
                old,
                material,
                steps);
    }

    /** Tells why a new ARN is needed; throws, with the whole plan, if none is allowed. */
    private void requireNewArn(CertificateDetail detail, List<Finding> obstacles, boolean allowed) {
        String old = detail.certificateArn();
        if (allowed) {
            obstacles.forEach(
                    each -> warn.accept(Finding.warning(each.code(), old, "a new ARN is needed: " + each.message())));
            return;
        }
        throw new Failure("ACM does not allow this certificate under " + old + "; nothing was sent:"
                + bullets(obstacles.stream().map(Finding::toString).toList())
                + "\nA new ARN is needed:"
                + bullets(List.of("import it under a new ARN: the same command with --new-arn"))
                + bullets(NewArnPlan.steps(old, "NEW_ARN", detail.inUseBy())));
    }

    private static void refuseForeign(CertificateDetail detail) {
        if (!CertificateType.IMPORTED.equals(detail.type())) {
            throw new Failure(detail.certificateArn() + " is of type " + detail.typeAsString()
                    + ": only imported certificates can be replaced; ACM renews its own");
        }
    }

    private static ImportReport report(
            Action action, @Nullable String arn, @Nullable String old, ImportMaterial material, List<String> steps) {
        return new ImportReport(action, arn, old, material.fingerprint(), steps);
    }

    private static String bullets(List<String> lines) {
        return lines.stream().map(line -> "\n  - " + line).collect(Collectors.joining());
    }
}
