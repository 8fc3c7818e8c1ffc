package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dirgate.certtool.aws.fake.FakeDirectory.Controller;
import io.dirgate.certtool.aws.fake.FakeDirectory.Gradual;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** AWS Directory Service: what certtool and the gateway use of it, with its rules. */
public final class FakeDirectoryService {
    private static final Pattern DIRECTORY_ID = Pattern.compile("d-[0-9a-f]{10}");

    private final Map<String, FakeDirectory> directories = new LinkedHashMap<>();
    private final Random ids = new Random(1);
    private final LdapsCalls ldaps = new LdapsCalls(this::newId);
    private int pageSize = 50;

    /** How many items one answer holds at most, whatever the request asks for. */
    public synchronized void pageSize(int items) {
        pageSize = items;
    }

    /** An active Simple AD with its two addresses. */
    public synchronized String addSimpleAd(String name, String... addresses) {
        return add(name, "SimpleAD", Gradual.settled("Active"), addresses);
    }

    /** An active Managed Microsoft AD, a domain controller an address. */
    public synchronized String addManagedAd(String name, String... addresses) {
        return add(name, "MicrosoftAD", Gradual.settled("Active"), addresses);
    }

    /** An active AD Connector; its addresses are the DNS servers of the other side. */
    public synchronized String addConnector(String name, String... addresses) {
        return add(name, "ADConnector", Gradual.settled("Active"), addresses);
    }

    /** A Managed Microsoft AD that is in one stage until it has been described so many times, then in another one. */
    public synchronized String addGradually(String name, String stage, String then, int reads) {
        return add(name, "MicrosoftAD", new Gradual(stage, then, reads), "10.0.0.10", "10.0.1.10");
    }

    /** From now on the directory is in this stage. */
    public synchronized void stage(String id, String stage) {
        find(id, "EntityDoesNotExistException").stage = Gradual.settled(stage);
    }

    /** Replaces addresses and domain controllers, as when AWS replaces a machine. */
    public synchronized void addresses(String id, String... addresses) {
        place(find(id, "EntityDoesNotExistException"), addresses);
    }

    /** From now on, what takes time is done after it has been looked at so many times. */
    public synchronized void settleAfter(int reads) {
        ldaps.settleAfter(reads);
    }

    /** From now on, a registration or LDAPS switch that is under way ends as a failure, with this reason. */
    public synchronized void failBecause(String reason) {
        ldaps.failBecause(reason);
    }

    private String add(String name, String type, Gradual stage, String... addresses) {
        FakeDirectory directory = new FakeDirectory(newId("d-"), name, type, stage);
        place(directory, addresses);
        directories.put(directory.id, directory);
        return directory.id;
    }

    private void place(FakeDirectory directory, String... addresses) {
        directory.dnsAddresses.clear();
        directory.controllers.clear();
        for (String address : addresses) {
            directory.dnsAddresses.add(address);
            String zone = FakeAws.REGION + (char) ('a' + directory.controllers.size());
            directory.controllers.add(new Controller(newId("dc-"), address, zone, "Active"));
        }
    }

    synchronized JsonNode answer(String operation, JsonNode request) {
        return switch (operation) {
            case "DescribeDirectories" -> describe(request);
            case "DescribeDomainControllers" -> controllers(request);
            default -> {
                String id = request.path("DirectoryId").asText();
                if (!DIRECTORY_ID.matcher(id).matches()) {
                    throw new AwsFault("InvalidParameterException", "DirectoryId: " + id);
                }
                yield ldaps.answer(operation, find(id, "DirectoryDoesNotExistException"), request, pageSize);
            }
        };
    }

    private JsonNode describe(JsonNode request) {
        List<FakeDirectory> asked = new ArrayList<>(directories.values());
        if (!request.path("DirectoryIds").isEmpty()) {
            asked.clear();
            request.path("DirectoryIds").forEach(id -> asked.add(find(id.asText(), "EntityDoesNotExistException")));
        }
        ObjectNode answer = AwsWire.JSON.createObjectNode();
        ArrayNode descriptions = answer.putArray("DirectoryDescriptions");
        pages("DescribeDirectories")
                .page(asked, request, size(request), answer)
                .forEach(directory -> descriptions.add(DirectoryAnswers.description(directory)));
        return answer;
    }

    private JsonNode controllers(JsonNode request) {
        FakeDirectory directory = find(request.path("DirectoryId").asText(), "EntityDoesNotExistException");
        if (!directory.type.equals("MicrosoftAD")) {
            throw new AwsFault("UnsupportedOperationException", "Operation is not supported for this directory type");
        }
        ObjectNode answer = AwsWire.JSON.createObjectNode();
        ArrayNode list = answer.putArray("DomainControllers");
        pages("DescribeDomainControllers")
                .page(directory.controllers, request, size(request), answer)
                .forEach(controller -> list.add(DirectoryAnswers.controller(directory, controller)));
        return answer;
    }

    private int size(JsonNode request) {
        int limit = request.path("Limit").asInt(0);
        return limit > 0 ? Math.min(limit, pageSize) : pageSize;
    }

    static Pages pages(String operation) {
        return new Pages(
                operation, () -> new AwsFault("InvalidNextTokenException", "The NextToken value is not valid"));
    }

    private FakeDirectory find(String id, String error) {
        FakeDirectory directory = directories.get(id);
        if (directory == null) {
            throw new AwsFault(error, "Directory %s does not exist".formatted(id));
        }
        return directory;
    }

    private String newId(String prefix) {
        byte[] bytes = new byte[5];
        ids.nextBytes(bytes);
        return prefix + HexFormat.of().formatHex(bytes);
    }
}
