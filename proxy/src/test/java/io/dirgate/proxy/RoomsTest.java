package io.dirgate.proxy;

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
@AnalyzeClasses(packages = "io.dirgate.proxy", importOptions = DoNotIncludeTests.class)
class RoomsTest {
    @ArchTest
    static final ArchRule ldapKnowsNobody = room("ldap");

    @ArchTest
    static final ArchRule configKnowsNobody = room("config");

    @ArchTest
    static final ArchRule filesKnowNobody = room("files");

    @ArchTest
    static final ArchRule portsKnowNobody = room("ports");

    @ArchTest
    static final ArchRule adminKnowsItsPort = room("admin", "ports");

    @ArchTest
    static final ArchRule observeKnowsOnlyLdap = room("observe", "ldap");

    @ArchTest
    static final ArchRule tlsReadsItsConfigurationAndCounts = room("tls", "config", "observe", "aws", "files");

    @ArchTest
    static final ArchRule discoveryKnowsNoServerInPerson = room("discovery", "config", "observe", "aws", "files");

    @ArchTest
    static final ArchRule awsKnowsNobody = room("aws");

    @ArchTest
    static final ArchRule oneRoomUsesTheAwsSdk = noClasses()
            .that()
            .resideOutsideOfPackage("io.dirgate.proxy.aws.sdk")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule backendSpeaksLdapOverTls = room("backend", "config", "ldap", "observe", "tls", "discovery");

    @ArchTest
    static final ArchRule clientKnowsNobody = room("client");

    @ArchTest
    static final ArchRule operationKnowsItsServer = room("operation", "backend", "ldap", "observe");

    /** This and the next two are siblings: they do not know each other. */
    @ArchTest
    static final ArchRule policyKnowsOperations = room("policy", "operation", "ldap");

    @ArchTest
    static final ArchRule upstreamKnowsNoOperations = room("upstream", "backend", "ldap", "observe", "config");

    @ArchTest
    static final ArchRule dialectKnowsNoConnections = room("dialect", "operation", "ldap");

    @ArchTest
    static final ArchRule sessionKnowsNoSockets = room(
            "session", "policy", "upstream", "dialect", "operation", "client", "backend", "ldap", "observe", "config");

    @ArchTest
    static final ArchRule netServesSessions =
            room("net", "session", "client", "tls", "config", "observe", "ldap", "backend", "ports");

    @ArchTest
    static final ArchRule demoRunsTheGateway = classes()
            .that()
            .resideInAPackage("io.dirgate.proxy.demo..")
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage("io.dirgate.proxy..")
                    .or(resideInAPackage("io.dirgate.proxy.demo.."))
                    .or(resideInAPackage("io.dirgate.proxy.config.."))
                    .or(resideInAPackage("io.dirgate.proxy")));

    @ArchTest
    static final ArchRule roomsDoNotKnowTheCommands = noClasses()
            .that()
            .resideInAPackage("io.dirgate.proxy.*..")
            .and()
            .resideOutsideOfPackage("io.dirgate.proxy.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.dirgate.proxy");

    @ArchTest
    static final ArchRule domainPutsADirectoryTogether =
            room("domain", "backend", "upstream", "discovery", "tls", "net", "observe", "config");

    @ArchTest
    static final ArchRule reloadKnowsWhatRuns = room(
            "reload", "domain", "net", "session", "upstream", "client", "admin", "tls", "observe", "config", "ldap");

    @ArchTest
    static final ArchRule noRoomIsKnownByARoomThatItKnows =
            slices().matching("io.dirgate.proxy.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule oneClassUsesApachesCodec = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.dirgate.proxy.ldap.LdapCodec")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.directory.api..");

    private static ArchRule room(String name, String... known) {
        String room = "io.dirgate.proxy." + name + "..";
        DescribedPredicate<JavaClass> allowed =
                resideOutsideOfPackage("io.dirgate.proxy..").or(resideInAPackage(room));
        for (String other : known) {
            allowed = allowed.or(resideInAPackage("io.dirgate.proxy." + other + ".."));
        }
        return classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(
                        allowed.as("are of " + name + ", of " + String.join(", ", known) + " or not ours"));
    }
}
