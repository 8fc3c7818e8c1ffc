package io.dirgate.proxy.tls;

import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The contexts that a listener serves at one time: one for each set of names, chosen by the client's server name. */
final class ContextSnapshot {
    private final List<SslContext> contexts = new ArrayList<>();
    private final Map<String, SslContext> byName = new HashMap<>();

    private ContextSnapshot() {}

    static ContextSnapshot build(TlsContextFactory factory, ServerMaterial material, TicketKeys ticketKeys)
            throws GeneralSecurityException, SSLException {
        Map<Set<String>, List<Credential>> groups = new LinkedHashMap<>();
        for (Credential credential : material.credentials()) {
            groups.computeIfAbsent(Set.copyOf(credential.names()), names -> new ArrayList<>())
                    .add(credential);
        }
        ContextSnapshot snapshot = new ContextSnapshot();
        try {
            for (Map.Entry<Set<String>, List<Credential>> group : groups.entrySet()) {
                SslContext context = factory.build(group.getValue(), material.trust(), ticketKeys);
                snapshot.contexts.add(context);
                group.getKey().forEach(name -> snapshot.byName.putIfAbsent(name, context));
            }
            return snapshot;
        } catch (GeneralSecurityException | SSLException | RuntimeException e) {
            snapshot.release();
            throw e;
        }
    }

    /**
     * The context with exactly this name, otherwise one with a wildcard for its first label (RFC 6125 section 6.4.3),
     * otherwise the first.
     */
    SslContext choose(@Nullable String serverName) {
        SslContext first = contexts.get(0);
        if (serverName == null) {
            return first;
        }
        SslContext exact = byName.get(serverName);
        int dot = serverName.indexOf('.');
        return exact != null || dot < 0
                ? exact == null ? first : exact
                : byName.getOrDefault("*" + serverName.substring(dot), first);
    }

    void setTicketKeys(TicketKeys keys) {
        for (SslContext context : contexts) {
            if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
                sessions.setTicketKeys(keys.forBoringSsl());
            }
        }
    }

    /** Connections that use a context keep it until they end. */
    void release() {
        contexts.forEach(ReferenceCountUtil::release);
    }
}
