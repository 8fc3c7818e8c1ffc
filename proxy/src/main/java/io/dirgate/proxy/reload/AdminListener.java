package io.dirgate.proxy.reload;

import io.dirgate.proxy.admin.AdminServer;
import io.dirgate.proxy.admin.Pages;
import io.dirgate.proxy.config.AdminConfig;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.net.ListenProblem;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where operators ask, which may change or be nowhere at all. */
public final class AdminListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminListener.class);

    private final Pages pages;
    private final ByteBufAllocator buffers;
    private volatile @Nullable AdminServer current;

    /** Nowhere at first. */
    public AdminListener(Pages pages, ByteBufAllocator buffers) {
        this.pages = pages;
        this.buffers = buffers;
    }

    /**
     * Listens there too, until one of the two is closed.
     *
     * @return null where it is switched off
     * @throws IOException if the address cannot be listened on; the message begins with the setting
     */
    @Nullable
    AdminServer open(AdminConfig config) throws IOException {
        Endpoint address = config.address();
        if (address == null) {
            return null;
        }
        try {
            return AdminServer.start(new InetSocketAddress(address.host(), address.port()), pages, buffers);
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("admin.address: " + ListenProblem.describe(address, cause), e);
        }
    }

    /** Leaves the address before. */
    void become(@Nullable AdminServer next) {
        AdminServer before = current;
        current = next;
        if (before != null) {
            before.close();
        }
        if (next != null) {
            log.atInfo()
                    .addKeyValue("address", NetUtil.toSocketAddressString(next.address()))
                    .log("admin listening");
        }
    }

    /** Begins with the configuration's address. */
    public void start(AdminConfig config) throws IOException {
        become(open(config));
    }

    /** Null where it is switched off. */
    public @Nullable InetSocketAddress address() {
        AdminServer server = current;
        return server == null ? null : server.address();
    }

    /** Leaves new connections to the next gateway, as soon as there is one; serves on until then. */
    public void leaveToNext() {
        AdminServer server = current;
        if (server != null) {
            server.leaveToNext();
        }
    }

    @Override
    public void close() {
        become(null);
    }
}
