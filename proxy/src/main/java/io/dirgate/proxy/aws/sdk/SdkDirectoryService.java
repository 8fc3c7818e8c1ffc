package io.dirgate.proxy.aws.sdk;

import io.dirgate.proxy.aws.AwsException;
import io.dirgate.proxy.aws.DirectoryService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.directory.DirectoryClient;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectoryType;

final class SdkDirectoryService implements DirectoryService {
    private final DirectoryClient client;

    SdkDirectoryService(@Nullable String region) throws AwsException {
        client = Calls.client(DirectoryClient.builder(), region);
    }

    @Override
    public Described describe(String id) throws AwsException {
        List<DirectoryDescription> found = Calls.inWords(
                "ds:DescribeDirectories", () -> client.describeDirectories(request -> request.directoryIds(id))
                        .directoryDescriptions());
        if (found.isEmpty()) {
            throw new AwsException(
                    "ds:DescribeDirectories found no directory " + id + " in this region and account", true, null);
        }
        DirectoryDescription directory = found.get(0);
        return new Described(
                directory.typeAsString(),
                directory.stageAsString(),
                text(directory.stageReason()),
                List.copyOf(addresses(directory)));
    }

    @Override
    public List<Controller> controllers(String id) throws AwsException {
        return Calls.inWords(
                "ds:DescribeDomainControllers",
                () -> client.describeDomainControllersPaginator(request -> request.directoryId(id)).stream()
                        .flatMap(page -> page.domainControllers().stream())
                        .map(controller -> new Controller(
                                text(
                                        controller.dnsIpAddr() == null
                                                ? controller.dnsIpv6Addr()
                                                : controller.dnsIpAddr()),
                                text(controller.availabilityZone()),
                                text(controller.statusAsString()),
                                text(controller.statusReason())))
                        .filter(controller -> !controller.address().isEmpty())
                        .toList());
    }

    /**
     * The addresses that AWS calls DNS addresses are the directory's own servers. For a connector, they are other DNS
     * servers.
     */
    private static List<String> addresses(DirectoryDescription directory) {
        if (directory.type() == DirectoryType.AD_CONNECTOR) {
            var settings = directory.connectSettings();
            return settings == null ? List.of() : oneFamily(settings.connectIps(), settings.connectIpsV6());
        }
        List<String> own = oneFamily(directory.dnsIpAddrs(), directory.dnsIpv6Addrs());
        var owner = directory.ownerDirectoryDescription();
        return own.isEmpty() && owner != null ? oneFamily(owner.dnsIpAddrs(), owner.dnsIpv6Addrs()) : own;
    }

    /**
     * A server of a dual-stack directory has an address in each family but is one server, so IPv6 is used only without
     * IPv4.
     */
    private static List<String> oneFamily(List<String> ipv4, List<String> ipv6) {
        return ipv4.isEmpty() ? ipv6 : ipv4;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        client.close();
    }
}
