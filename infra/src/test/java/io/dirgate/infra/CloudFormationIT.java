package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates before other judges: two validators, and a stand-in for AWS that creates their stacks. */
class CloudFormationIT {
    @TempDir
    Path folder;

    @Test
    void cfnLintFindsNothing() throws Exception {
        Tool.require("cfn-lint");

        Tool ran = Tool.run(templates("cfn-lint").toArray());

        assertThat(ran.output()).isEmpty();
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void awsOwnValidatorFindsNothing() throws Exception {
        Tool.require("node");
        Path validator = Path.of("target/npm/node_modules/@aws/cloudformation-validate").toAbsolutePath();
        Tool.requireThat(Files.exists(validator), "bin/test installs @aws/cloudformation-validate");

        assertThat(Tool.run(templates("node", "src/test/resources/validate.mjs", validator).toArray()).mustSucceed())
                .isEqualTo("5 templates\n");
    }

    @Test
    void stacksAreCreated() throws Exception {
        try (Moto aws = Moto.start(folder)) {
            Map<String, String> network = new HashMap<>();
            String subnets = aws.ask("ec2", "2016-11-15", "DescribeSubnets", Map.of());
            List<String> ids = Pattern.compile("<subnetId>([^<]+)")
                    .matcher(subnets)
                    .results()
                    .map(MatchResult::group)
                    .map(text -> text.substring("<subnetId>".length()))
                    .toList();
            network.put("VpcId", subnets.replaceAll("(?s).*?<vpcId>([^<]+).*", "$1"));
            network.put("SubnetIds", ids.get(0) + "," + ids.get(1));

            Map<String, String> directory = new HashMap<>(network);
            directory.putAll(Map.of("DomainName", "corp.example.com", "ShortName", "CORP"));
            String made = aws.createStack("directory", Template.file("directory"), directory);
            assertThat(made).contains("CREATE_COMPLETE", "AWS::DirectoryService::SimpleAD", "AWS::SecretsManager::Secret");
            String id = made.replaceAll("(?s).*<OutputValue>(d-[0-9a-f]{10})</OutputValue>.*", "$1");
            assertThat(id).matches("d-[0-9a-f]{10}");

            assertThat(aws.createStack("network", Template.file("network"), Map.of("Way", "nat")))
                    .contains("CREATE_COMPLETE", "AWS::EC2::NatGateway");

            Map<String, String> gateway = new HashMap<>(GatewayTemplateTest.PARAMETERS);
            gateway.putAll(network);
            gateway.putAll(Map.of("DirectoryId", id, "OpenStartTls", "yes", "OpenGlobalCatalog", "yes"));
            assertThat(aws.createStack("ldap", Template.file("gateway"), gateway))
                    .contains("CREATE_COMPLETE", "AWS::AutoScaling::AutoScalingGroup", "GlobalCatalogStartTlsTargets");
        }
    }

    private static List<Object> templates(Object... command) {
        List<Object> words = new ArrayList<>(List.of(command));
        Template.all().forEach(template -> words.add(Template.file(template.name())));
        return words;
    }
}
