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

/** The listener for operators. A reload may move it to another address or switch it off. */
public final class AdminListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AdminListener.class);

    private final Pages pages;
    private final ByteBufAllocator buffers;
    private volatile @Nullable AdminServer current;

    /** Does not listen yet. */
    public AdminListener(Pages pages, ByteBufAllocator buffers) {
        this.pages = pages;
        this.buffers = buffers;
    }

    /**
     * Listens on a further address, until one of the two listeners is closed.
     *
     * @return null if the listener is switched off
     * @throws IOException if the server cannot listen on the address; the message begins with the setting
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

    /** Replaces the current listener and closes the previous one. */
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

    /** Starts to listen on the configured address. */
    public void start(AdminConfig config) throws IOException {
        become(open(config));
    }

    /** Null if the listener is switched off. */
    public @Nullable InetSocketAddress address() {
        AdminServer server = current;
        return server == null ? null : server.address();
    }

    /** Leaves new connections to the next gateway process as soon as it listens. Serves until then. */
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
