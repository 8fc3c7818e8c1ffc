package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;

/** Makes a session for each connection that the listeners accept. */
public final class SessionFactory {
    /** The first handler that a session adds to its pipeline: all before it are the connection's. */
    public static final String REQUESTS = "requests";

    private final AtomicLong count = new AtomicLong();
    private volatile Service service;

    public SessionFactory(Service service) {
        this.service = service;
    }

    /** What new sessions begin with. Any thread. */
    public Service service() {
        return service;
    }

    /** New sessions begin with this one; those that there are learn of it when it is fired through their pipelines. */
    public void service(Service next) {
        service = next;
    }

    /** Adds the decoder and the session's handler behind what the pipeline has. */
    public void serve(Channel channel, ClientEntry entry) {
        Service now = service;
        LdapFrameDecoder decoder = new LdapFrameDecoder(entry.firstRequestSize(now.limits()), now.memory());
        ClientSession session = new ClientSession(count.incrementAndGet(), channel, decoder, entry, now);
        channel.pipeline().addLast(REQUESTS, decoder).addLast("client", new ClientHandler(session));
    }
}
