package io.dirgate.certtool.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.directory.model.DirectoryDescription;
import software.amazon.awssdk.services.directory.model.DirectoryType;
import software.amazon.awssdk.services.directory.model.DomainController;
import software.amazon.awssdk.services.directory.model.OwnerDirectoryDescription;

/**
 * A directory as the commands report it.
 *
 * @param addresses where the directory itself answers LDAP: its domain controllers, or an AD Connector's own addresses
 * @param dnsServers an AD Connector's DNS servers on the other side; they are not the directory
 * @param domainControllers of a Managed Microsoft AD that is shown alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DirectoryView(
        String id,
        String name,
        @Nullable String netbiosName,
        String type,
        @Nullable String size,
        String stage,
        @Nullable String stageReason,
        List<String> addresses,
        @Nullable List<String> dnsServers,
        @Nullable String vpcId,
        @Nullable String securityGroupId,
        @Nullable List<Controller> domainControllers) {

    /** A domain controller of a Managed Microsoft AD. */
    public record Controller(
            String id, @Nullable String address, @Nullable String availabilityZone, String status) {}

    static DirectoryView of(DirectoryDescription directory, @Nullable List<DomainController> controllers) {
        boolean connector = directory.type() == DirectoryType.AD_CONNECTOR;
        return new DirectoryView(
                directory.directoryId(),
                directory.name(),
                directory.shortName(),
                directory.typeAsString(),
                directory.editionAsString() == null ? directory.sizeAsString() : directory.editionAsString(),
                directory.stageAsString(),
                directory.stageReason(),
                addresses(directory),
                connector ? directory.dnsIpAddrs() : null,
                vpcId(directory),
                securityGroupId(directory),
                controllers == null
                        ? null
                        : controllers.stream().map(DirectoryView::controller).toList());
    }

    private static Controller controller(DomainController controller) {
        return new Controller(
                controller.domainControllerId(),
                controller.dnsIpAddr() == null ? controller.dnsIpv6Addr() : controller.dnsIpAddr(),
                controller.availabilityZone(),
                controller.statusAsString());
    }

    /** Where it answers; of an AD Connector its own addresses, not those of the DNS servers behind it. */
    public static List<String> addresses(DirectoryDescription directory) {
        OwnerDirectoryDescription owner = directory.ownerDirectoryDescription();
        List<String> addresses = new ArrayList<>();
        if (directory.type() == DirectoryType.AD_CONNECTOR) {
            if (directory.connectSettings() != null) {
                addresses.addAll(directory.connectSettings().connectIps());
                addresses.addAll(directory.connectSettings().connectIpsV6());
            }
        } else if (owner != null && !directory.hasDnsIpAddrs()) {
            addresses.addAll(owner.dnsIpAddrs());
            addresses.addAll(owner.dnsIpv6Addrs());
        } else {
            addresses.addAll(directory.dnsIpAddrs());
            addresses.addAll(directory.dnsIpv6Addrs());
        }
        return addresses;
    }

    private static @Nullable String vpcId(DirectoryDescription directory) {
        if (directory.vpcSettings() != null) {
            return directory.vpcSettings().vpcId();
        }
        return directory.connectSettings() == null
                ? null
                : directory.connectSettings().vpcId();
    }

    private static @Nullable String securityGroupId(DirectoryDescription directory) {
        if (directory.vpcSettings() != null) {
            return directory.vpcSettings().securityGroupId();
        }
        return directory.connectSettings() == null
                ? null
                : directory.connectSettings().securityGroupId();
    }
}
