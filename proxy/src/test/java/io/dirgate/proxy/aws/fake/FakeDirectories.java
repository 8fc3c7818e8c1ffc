package io.dirgate.proxy.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Directory Service. Domain controllers come a few at a time, as AWS's answers do when there are many. */
public final class FakeDirectories {
    private static final int PAGE = 2;

    private record Directory(String type, String stage, List<String> addresses, List<Controller> controllers) {}

    /** A domain controller of a Managed AD. */
    public record Controller(String address, String zone, String status) {}

    private final Map<String, Directory> directories = new ConcurrentHashMap<>();

    public void simpleAd(String id, String stage, String... addresses) {
        directories.put(id, new Directory("SimpleAD", stage, List.of(addresses), List.of()));
    }

    /** Its servers are not where its DNS addresses are. */
    public void connector(String id, List<String> ownAddresses, List<String> dnsAddresses) {
        List<Controller> own = ownAddresses.stream()
                .map(address -> new Controller(address, "", ""))
                .toList();
        directories.put(id, new Directory("ADConnector", "Active", dnsAddresses, own));
    }

    /** The first two controllers' addresses are its DNS addresses as well. */
    public void managedAd(String id, String stage, Controller... controllers) {
        List<String> dns =
                List.of(controllers).stream().limit(2).map(Controller::address).toList();
        directories.put(id, new Directory("MicrosoftAD", stage, dns, List.of(controllers)));
    }

    JsonNode answer(String operation, JsonNode request) {
        return switch (operation) {
            case "DescribeDirectories" ->
                describe(request.path("DirectoryIds").path(0).asText());
            case "DescribeDomainControllers" -> controllers(request);
            default -> throw new Fault("UnknownOperationException", "ds:" + operation + " is not played here");
        };
    }

    private Directory find(String id) {
        Directory directory = directories.get(id);
        if (directory == null) {
            throw new Fault("EntityDoesNotExistException", "Directory " + id + " does not exist");
        }
        return directory;
    }

    private JsonNode describe(String id) {
        Directory directory = find(id);
        ObjectNode answer = FakeAws.JSON.createObjectNode();
        ObjectNode description = answer.putArray("DirectoryDescriptions").addObject();
        description.put("DirectoryId", id).put("Type", directory.type).put("Stage", directory.stage);
        ArrayNode dns = description.putArray("DnsIpAddrs");
        ArrayNode dns6 = description.putArray("DnsIpv6Addrs");
        directory.addresses.forEach(address -> (isIpv6(address) ? dns6 : dns).add(address));
        if (directory.type.equals("ADConnector")) {
            ObjectNode settings = description.putObject("ConnectSettings");
            ArrayNode own = settings.putArray("ConnectIps");
            ArrayNode own6 = settings.putArray("ConnectIpsV6");
            directory.controllers.forEach(
                    controller -> (isIpv6(controller.address) ? own6 : own).add(controller.address));
        }
        return answer;
    }

    private static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }

    private JsonNode controllers(JsonNode request) {
        String id = request.path("DirectoryId").asText();
        Directory directory = find(id);
        if (!directory.type.equals("MicrosoftAD")) {
            throw new Fault("UnsupportedOperationException", "Operation is not supported for this directory type");
        }
        int from = request.path("NextToken").asInt(0);
        ObjectNode answer = FakeAws.JSON.createObjectNode();
        ArrayNode list = answer.putArray("DomainControllers");
        directory.controllers.stream().skip(from).limit(PAGE).forEach(controller -> list.addObject()
                .put("DirectoryId", id)
                .put(isIpv6(controller.address) ? "DnsIpv6Addr" : "DnsIpAddr", controller.address)
                .put("AvailabilityZone", controller.zone)
                .put("Status", controller.status));
        if (from + PAGE < directory.controllers.size()) {
            answer.put("NextToken", String.valueOf(from + PAGE));
        }
        return answer;
    }
}
