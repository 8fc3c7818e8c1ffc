package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;

/** Creates a session for each accepted connection. */
public final class SessionFactory {
    /**
     * Name of the first handler that a session adds to its pipeline. All handlers before it belong to the connection.
     */
    public static final String REQUESTS = "requests";

    private final AtomicLong count = new AtomicLong();
    private volatile Service service;

    public SessionFactory(Service service) {
        this.service = service;
    }

    /** The snapshot for new sessions. Thread-safe. */
    public Service service() {
        return service;
    }

    /** Sets the snapshot for new sessions. Existing sessions receive it as an event through their pipelines. */
    public void service(Service next) {
        service = next;
    }

    /** Adds the decoder and the session's handler at the end of the pipeline. */
    public void serve(Channel channel, ClientEntry entry) {
        Service now = service;
        LdapFrameDecoder decoder = new LdapFrameDecoder(entry.firstRequestSize(now.limits()), now.memory());
        ClientSession session = new ClientSession(count.incrementAndGet(), channel, decoder, entry, now);
        channel.pipeline().addLast(REQUESTS, decoder).addLast("client", new ClientHandler(session));
    }
}
