package io.dirgate.certtool;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the packages to the order in which they may know each other. */
@AnalyzeClasses(packages = "io.dirgate.certtool", importOptions = DoNotIncludeTests.class)
class RoomsTest {
    @ArchTest
    static final ArchRule reportKnowsNobody = room("report");

    @ArchTest
    static final ArchRule filesKnowsNobody = room("files");

    @ArchTest
    static final ArchRule pkiKnowsNoCommandLine = room("pki", "report", "files");

    @ArchTest
    static final ArchRule cliKnowsNoCertificate = room("cli", "report", "files");

    @ArchTest
    static final ArchRule probeJudgesNobody = room("probe", "report", "pki");

    @ArchTest
    static final ArchRule awsKnowsNoCertificate = room("aws", "report", "cli");

    @ArchTest
    static final ArchRule requestNeedsNoCa = room("request", "report", "files", "pki", "cli");

    @ArchTest
    static final ArchRule kmsKnowsNoCa = room("kms", "report", "pki", "aws");

    @ArchTest
    static final ArchRule caHasKmsSign = room("ca", "report", "files", "pki", "cli", "request", "aws", "kms");

    @ArchTest
    static final ArchRule route53KnowsNoAcme = room("route53", "report", "aws");

    @ArchTest
    static final ArchRule acmeHasRoute53SetItsRecords =
            room("acme", "report", "files", "pki", "cli", "request", "aws", "route53");

    @ArchTest
    static final ArchRule checkLooksFromOutside = room("check", "report", "pki", "cli", "probe");

    @ArchTest
    static final ArchRule acmImportsWhatTheCaIssues =
            room("acm", "report", "files", "pki", "cli", "request", "ca", "aws");

    @ArchTest
    static final ArchRule directoryKnowsNoAcm = room("directory", "report", "files", "pki", "cli", "aws");

    @ArchTest
    static final ArchRule noRoomIsKnownByARoomThatItKnows =
            slices().matching("io.dirgate.certtool.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theSdkStaysWithAws = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.dirgate.certtool.aws..",
                    "io.dirgate.certtool.kms..",
                    "io.dirgate.certtool.route53..",
                    "io.dirgate.certtool.acm..",
                    "io.dirgate.certtool.directory..",
                    "io.dirgate.certtool.expiry..",
                    "io.dirgate.certtool.doctor..",
                    "io.dirgate.certtool.renew..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..");

    private static ArchRule room(String name, String... known) {
        String room = "io.dirgate.certtool." + name + "..";
        DescribedPredicate<JavaClass> allowed =
                resideOutsideOfPackage("io.dirgate.certtool..").or(resideInAPackage(room));
        for (String other : known) {
            allowed = allowed.or(resideInAPackage("io.dirgate.certtool." + other + ".."));
        }
        return classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(
                        allowed.as("are of " + name + ", of " + String.join(", ", known) + " or not ours"));
    }
}
