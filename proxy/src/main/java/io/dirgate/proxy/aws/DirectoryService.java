package io.dirgate.proxy.aws;

import java.util.List;

/** AWS Directory Service: finds the servers of a directory. */
public interface DirectoryService extends AutoCloseable {
    /**
     * A directory as described by AWS.
     *
     * @param type {@code SimpleAD}, {@code MicrosoftAD}, {@code SharedMicrosoftAD} or {@code ADConnector}
     * @param stage {@code Active}, {@code Impaired} and so on
     * @param reason the reason for the stage; may be empty
     * @param addresses its LDAP addresses; IPv6 only if it has no IPv4
     */
    record Described(String type, String stage, String reason, List<String> addresses) {
        /** AWS lists domain controllers only for a Managed AD in one's own account. */
        public boolean hasControllers() {
            return type.equals("MicrosoftAD");
        }
    }

    /** A domain controller of a Managed AD. {@code reason} may be empty. */
    record Controller(String address, String zone, String status, String reason) {}

    Described describe(String id) throws AwsException;

    /** In AWS's order, without controllers that have no address yet. */
    List<Controller> controllers(String id) throws AwsException;

    @Override
    void close();
}
