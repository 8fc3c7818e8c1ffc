package io.dirgate.proxy.session;

import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicLong;

/** Makes a session for each connection that the listeners accept. */
public final class SessionFactory {
    /** The first handler that a session adds to its pipeline: all before it are the connection's. */
    public static final String REQUESTS = "requests";

    private final SessionContext context;
    private final AtomicLong count = new AtomicLong();

    public SessionFactory(SessionContext context) {
        this.context = context;
    }

    /** Adds the decoder and the session's handler behind what the pipeline has. */
    public void serve(Channel channel, ClientEntry entry) {
        LdapFrameDecoder decoder = new LdapFrameDecoder(entry.firstRequestSize(context.limits()), context.memory());
        ClientSession session = new ClientSession(count.incrementAndGet(), channel, decoder, entry, context);
        channel.pipeline().addLast(REQUESTS, decoder).addLast("client", new ClientHandler(session));
    }
}
