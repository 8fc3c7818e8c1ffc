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
                    "ds:DescribeDirectories knows no directory " + id + " in this region and account", true, null);
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
