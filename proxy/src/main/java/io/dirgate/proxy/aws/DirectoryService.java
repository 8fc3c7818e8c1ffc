package io.dirgate.proxy.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectoryType;

/** AWS Directory Service: where a directory's servers are. */
public final class DirectoryService implements AutoCloseable {
    /**
     * A directory as AWS describes it.
     *
     * @param type {@code SimpleAD}, {@code MicrosoftAD}, {@code SharedMicrosoftAD} or {@code ADConnector}
     * @param stage {@code Active}, {@code Impaired} and so on
     * @param reason why it is in that stage; may be empty
     * @param addresses where it answers LDAP
     */
    public record Described(String type, String stage, String reason, List<String> addresses) {
        /** Only a Managed AD of one's own tells of its domain controllers. */
        public boolean hasControllers() {
            return type.equals(DirectoryType.MICROSOFT_AD.toString());
        }
    }

    /** A domain controller of a Managed AD; {@code reason} may be empty. */
    public record Controller(String address, String zone, String status, String reason) {}

    private final DirectoryClient client;

    /** @param region null: as AWS's own chain has it */
    public DirectoryService(@Nullable String region) throws AwsException {
        client = Calls.client(DirectoryClient.builder(), region);
    }

    public Described describe(String id) throws AwsException {
        List<DirectoryDescription> found = Calls.inWords(
                "ds:DescribeDirectories", () -> client.describeDirectories(request -> request.directoryIds(id))
                        .directoryDescriptions());
        if (found.isEmpty()) {
            throw new AwsException("ds:DescribeDirectories knows no directory " + id + " in this region and account");
        }
        DirectoryDescription directory = found.get(0);
        return new Described(
                directory.typeAsString(),
                directory.stageAsString(),
                text(directory.stageReason()),
                List.copyOf(addresses(directory)));
    }

    /** In AWS's order. Those that have no address yet are left out. */
    public List<Controller> controllers(String id) throws AwsException {
        return Calls.inWords(
                "ds:DescribeDomainControllers",
                () -> client.describeDomainControllersPaginator(request -> request.directoryId(id)).stream()
                        .flatMap(page -> page.domainControllers().stream())
                        .filter(controller -> controller.dnsIpAddr() != null)
                        .map(controller -> new Controller(
                                controller.dnsIpAddr(),
                                text(controller.availabilityZone()),
                                text(controller.statusAsString()),
                                text(controller.statusReason())))
                        .toList());
    }

    /** What AWS calls DNS addresses are the directory's own servers, but for a connector those of somebody else's DNS. */
    private static List<String> addresses(DirectoryDescription directory) {
        if (directory.type() == DirectoryType.AD_CONNECTOR) {
            return directory.connectSettings() == null
                    ? List.of()
                    : directory.connectSettings().connectIps();
        }
        return directory.dnsIpAddrs().isEmpty() && directory.ownerDirectoryDescription() != null
                ? directory.ownerDirectoryDescription().dnsIpAddrs()
                : directory.dnsIpAddrs();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        client.close();
    }
}
