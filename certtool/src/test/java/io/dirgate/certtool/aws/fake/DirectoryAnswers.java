package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dirgate.certtool.aws.fake.FakeDirectory.Controller;
import io.dirgate.certtool.aws.fake.FakeDirectory.Registered;
import java.util.Locale;

/** How Directory Service describes a directory, a domain controller and a registered certificate. */
final class DirectoryAnswers {
    private static final String VPC = "vpc-0a1b2c3d";

    private DirectoryAnswers() {}

    static JsonNode description(FakeDirectory directory) {
        ObjectNode answer = AwsWire.JSON.createObjectNode();
        answer.put("DirectoryId", directory.id);
        answer.put("Name", directory.name);
        answer.put(
                "ShortName",
                directory.name.substring(0, directory.name.indexOf('.')).toUpperCase(Locale.ROOT));
        answer.put("Type", directory.type);
        answer.put("Stage", directory.stage.read());
        answer.put("LaunchTime", directory.launched.toEpochMilli() / 1000.0);
        ArrayNode dns = answer.putArray("DnsIpAddrs");
        directory.dnsAddresses.forEach(dns::add);
        ObjectNode network;
        if (directory.type.equals("ADConnector")) {
            network = answer.putObject("ConnectSettings");
            network.putArray("ConnectIps").add("10.9.0.5").add("10.9.1.5");
        } else {
            network = answer.putObject("VpcSettings");
        }
        network.put("VpcId", VPC).put("SecurityGroupId", "sg-0a1b2c3d");
        network.putArray("SubnetIds").add("subnet-0a1b2c3d").add("subnet-1a1b2c3d");
        if (directory.type.equals("MicrosoftAD")) {
            answer.put("Edition", "Standard");
            answer.put("DesiredNumberOfDomainControllers", directory.controllers.size());
        } else {
            answer.put("Size", "Small");
        }
        return answer;
    }

    static JsonNode controller(FakeDirectory directory, Controller controller) {
        return AwsWire.JSON
                .createObjectNode()
                .put("DirectoryId", directory.id)
                .put("DomainControllerId", controller.id())
                .put("DnsIpAddr", controller.address())
                .put("VpcId", VPC)
                .put("AvailabilityZone", controller.zone())
                .put("Status", controller.status());
    }

    static ObjectNode certificate(Registered registered, String state) {
        return AwsWire.JSON
                .createObjectNode()
                .put("CertificateId", registered.id)
                .put("CommonName", X509Facts.commonName(registered.certificate))
                .put("State", state)
                .put(
                        "ExpiryDateTime",
                        registered.certificate.getNotAfter().toInstant().getEpochSecond())
                .put("Type", registered.type);
    }
}
