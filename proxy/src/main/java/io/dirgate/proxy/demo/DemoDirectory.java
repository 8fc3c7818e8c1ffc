package io.dirgate.proxy.demo;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldif.LDIFReader;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Objects;

/**
 * An in-memory directory on a free loopback port that imitates a small Active Directory domain, {@code
 * corp.example.com}: its entries (corp.example.com.ldif), its rootDSE, its three forms of bind name and its error
 * texts. It enforces neither a schema nor access rights.
 */
public final class DemoDirectory implements AutoCloseable {
    static final String BASE = "DC=corp,DC=example,DC=com";
    static final String DNS_DOMAIN = "corp.example.com";
    static final String NETBIOS_DOMAIN = "CORP";

    /** The password of all accounts. */
    static final String PASSWORD = "Dirgate-Demo-1";

    private static final String ENTRIES = "corp.example.com.ldif";

    private final InMemoryDirectoryServer server;

    private DemoDirectory(InMemoryDirectoryServer server) {
        this.server = server;
    }

    /** Starts the directory. It serves when this method returns. */
    public static DemoDirectory start() {
        try {
            AdAccounts accounts = new AdAccounts();
            AdBehaviour behaviour = new AdBehaviour(accounts);
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.setSchema(null);
            config.setAuthenticationRequiredOperationTypes(
                    OperationType.ADD,
                    OperationType.COMPARE,
                    OperationType.DELETE,
                    OperationType.MODIFY,
                    OperationType.MODIFY_DN);
            config.addInMemoryOperationInterceptor(behaviour);
            config.setListenerExceptionHandler(behaviour);
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig("demo", InetAddress.getLoopbackAddress(), 0, null));
            InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
            accounts.in(server);
            server.importFromLDIF(true, new LDIFReader(entries()));
            server.startListening();
            return new DemoDirectory(server);
        } catch (LDAPException e) {
            throw new IllegalStateException("the demo's directory does not start", e);
        }
    }

    public int port() {
        return server.getListenPort();
    }

    @Override
    public void close() {
        server.shutDown(true);
    }

    private static InputStream entries() {
        return Objects.requireNonNull(DemoDirectory.class.getResourceAsStream(ENTRIES), ENTRIES);
    }
}
