package io.dirgate.proxy.aws;

import java.util.List;

/** AWS Directory Service: where a directory's servers are. */
public interface DirectoryService extends AutoCloseable {
    /**
     * A directory as AWS describes it.
     *
     * @param type {@code SimpleAD}, {@code MicrosoftAD}, {@code SharedMicrosoftAD} or {@code ADConnector}
     * @param stage {@code Active}, {@code Impaired} and so on
     * @param reason why it is in that stage; may be empty
     * @param addresses where it answers LDAP; IPv6 where it has no IPv4
     */
    record Described(String type, String stage, String reason, List<String> addresses) {
        /** Only a Managed AD of one's own tells of its domain controllers. */
        public boolean hasControllers() {
            return type.equals("MicrosoftAD");
        }
    }

    /** A domain controller of a Managed AD; {@code reason} may be empty. */
    record Controller(String address, String zone, String status, String reason) {}

    Described describe(String id) throws AwsException;

    /** In AWS's order. Those that have no address yet are left out. */
    List<Controller> controllers(String id) throws AwsException;

    @Override
    void close();
}
