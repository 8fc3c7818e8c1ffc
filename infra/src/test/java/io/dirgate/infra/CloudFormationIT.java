package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        Path validator =
                Path.of("target/npm/node_modules/@aws/cloudformation-validate").toAbsolutePath();
        Tool.requireThat(Files.exists(validator), "bin/test installs @aws/cloudformation-validate");

        assertThat(Tool.run(templates("node", "src/test/resources/validate.mjs", validator)
                                .toArray())
                        .mustSucceed())
                .isEqualTo("5 templates\n");
    }

    /** moto's CloudFormation has neither directories nor secrets, so the services are asked for what the template says. */
    @ParameterizedTest
    @CsvSource({"SimpleAD, SimpleDirectory, CreateDirectory", "MicrosoftAD, MicrosoftDirectory, CreateMicrosoftAD"})
    void aDirectoryIsCreated(String kind, String resource, String action) throws Exception {
        try (Moto aws = Moto.start(folder)) {
            Map<String, String> parameters = new HashMap<>(network(aws));
            parameters.putAll(Map.of("Kind", kind, "DomainName", "corp.example.com", "ShortName", "CORP"));
            Rendering template = new Rendering(Template.named("directory"), parameters);

            Map<String, Object> generate =
                    Template.map(template.properties("AdministratorPassword").get("GenerateSecretString"));
            generate.keySet().retainAll(Set.of("PasswordLength", "RequireEachIncludedType", "ExcludeCharacters"));
            String password = JsonParser.parseString(aws.askJson(
                            "secretsmanager", "secretsmanager.GetRandomPassword", new Gson().toJson(generate)))
                    .getAsJsonObject()
                    .get("RandomPassword")
                    .getAsString();
            assertThat(password)
                    .as("8 to 64 characters of three classes")
                    .hasSize(32)
                    .containsPattern("[a-z]")
                    .containsPattern("[A-Z]")
                    .containsPattern("[0-9]");

            Map<String, Object> directory = new HashMap<>(template.properties(resource));
            directory.put("Password", password);
            directory.put(
                    "VpcSettings",
                    Map.of(
                            "VpcId", parameters.get("VpcId"),
                            "SubnetIds",
                                    List.of(Template.text(parameters.get("SubnetIds"))
                                            .split(","))));
            aws.askJson("ds", "DirectoryService_20150416." + action, new Gson().toJson(directory));
            assertThat(aws.askJson("ds", "DirectoryService_20150416.DescribeDirectories", "{}"))
                    .contains("\"Name\": \"corp.example.com\"", "\"Type\": \"" + kind + "\"");
        }
    }

    /**
     * moto's CloudFormation knows no listeners but those of application balancers and no names of target groups, and
     * passes over security group egress and alarms; balancer, targets, machines and their rights are made.
     */
    @Test
    void aGatewayIsCreated() throws Exception {
        try (Moto aws = Moto.start(folder)) {
            Map<String, String> network = network(aws);
            Map<String, String> gateway = new HashMap<>(GatewayTemplateTest.PARAMETERS);
            gateway.putAll(network);
            gateway.putAll(Map.of("OpenStartTls", "yes", "OpenGlobalCatalog", "yes"));
            aws.createStack(
                    "ldap",
                    Template.named("gateway")
                            .without("AWS::ElasticLoadBalancingV2::Listener", "AWS::CloudWatch::Dashboard"),
                    gateway);
            String group = aws.ask("autoscaling", "2011-01-01", "DescribeAutoScalingGroups", Map.of());
            assertThat(group)
                    .contains("<AutoScalingGroupName>ldap-gateway</AutoScalingGroupName>", "<MinSize>2</MinSize>")
                    .contains(network.get("SubnetIds"));
            assertThat(aws.ask("elasticloadbalancing", "2015-12-01", "DescribeTargetGroups", Map.of()))
                    .contains("<Port>636</Port>", "<Port>389</Port>", "<Port>3268</Port>", "<Port>3269</Port>")
                    .contains("<HealthCheckPath>/readyz</HealthCheckPath>");
            assertThat(aws.ask(
                            "ec2",
                            "2016-11-15",
                            "DescribeLaunchTemplateVersions",
                            Map.of(
                                    "LaunchTemplateId",
                                    group.replaceAll("(?s).*?<LaunchTemplateId>([^<]+).*", "$1"),
                                    "LaunchTemplateVersion.1",
                                    "$Latest")))
                    .containsPattern("<imageId>ami-[0-9a-f]+</imageId>")
                    .contains("<httpTokens>required</httpTokens>");
        }
    }

    private static Map<String, String> network(Moto aws) throws Exception {
        String subnets = aws.ask("ec2", "2016-11-15", "DescribeSubnets", Map.of());
        List<String> ids = Pattern.compile("<subnetId>([^<]+)")
                .matcher(subnets)
                .results()
                .map(found -> found.group(1))
                .toList();
        return Map.of(
                "VpcId",
                subnets.replaceAll("(?s).*?<vpcId>([^<]+).*", "$1"),
                "SubnetIds",
                ids.get(0) + "," + ids.get(1));
    }

    private static List<Object> templates(Object... command) {
        List<Object> words = new ArrayList<>(List.of(command));
        Template.all().forEach(template -> words.add(Template.file(template.name())));
        return words;
    }
}
