package io.dirgate.proxy.net;

import io.dirgate.proxy.config.ListenerConfig;
import io.dirgate.proxy.config.Network;
import io.dirgate.proxy.config.ProxyProtocolConfig;
import io.dirgate.proxy.config.StartTls;
import io.dirgate.proxy.ports.InheritedSockets;
import io.dirgate.proxy.tls.Renewal;
import io.dirgate.proxy.tls.TlsContexts;
import io.dirgate.proxy.tls.TlsException;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A prepared change of the listeners. The certificates are loaded; {@link #listen} opens the new listeners. A listener
 * whose address is unchanged keeps its socket. Connected clients keep their settings, even if their listener is
 * removed.
 */
public final class ListenerPlan {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final Listeners listeners;
    private final List<Listener> before;
    private final Map<Integer, Listener> kept = new HashMap<>();
    private final Map<Listener, Pipelines> changed = new LinkedHashMap<>();
    private final List<Pipelines> opening = new ArrayList<>();
    private final Map<Pipelines, Integer> places = new HashMap<>();
    private final List<SharedContexts> loaded = new ArrayList<>();
    private final List<Renewal> renewals = new ArrayList<>();
    private final List<Listener> opened = new ArrayList<>();
    private final List<SharedContexts> retired = new ArrayList<>();

    private ListenerPlan(Listeners listeners) {
        this.listeners = listeners;
        this.before = listeners.open();
    }

    static ListenerPlan make(Listeners listeners, List<ListenerConfig> wanted) throws TlsException, IOException {
        ListenerPlan plan = new ListenerPlan(listeners);
        try {
            plan.match(wanted);
            plan.load(wanted);
            return plan;
        } catch (TlsException | IOException | RuntimeException e) {
            plan.discard();
            throw e;
        }
    }

    /** Assigns to each configured listener the socket of the most similar existing one. */
    private void match(List<ListenerConfig> wanted) throws IOException {
        List<Listener> left = new ArrayList<>(before);
        List<BiPredicate<ListenerConfig, ListenerConfig>> likenesses = List.of(
                ListenerConfig::equals,
                (one, other) ->
                        one.address().equals(other.address()) && one.name().equals(other.name()),
                (one, other) -> one.address().equals(other.address()));
        for (BiPredicate<ListenerConfig, ListenerConfig> alike : likenesses) {
            for (int i = 0; i < wanted.size(); i++) {
                ListenerConfig each = wanted.get(i);
                Listener same = kept.containsKey(i)
                        ? null
                        : left.stream()
                                .filter(listener -> alike.test(each, listener.config()))
                                .findFirst()
                                .orElse(null);
                if (same != null) {
                    left.remove(same);
                    kept.put(i, same);
                }
            }
        }
        for (Listener gone : left) {
            if (gone.isInherited()) {
                throw new IOException("listeners: " + gone.name()
                        + " cannot be left out while the gateway runs, since the service manager goes on to listen on "
                        + gone.config().address() + ": " + InheritedSockets.REMEDY + ", and restart the gateway");
            }
        }
    }

    /** Continues after a problem, so that all problems are reported together. */
    private void load(List<ListenerConfig> wanted) throws TlsException {
        List<TlsException> unusable = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            ListenerConfig each = wanted.get(i);
            Listener listener = kept.get(i);
            try {
                SharedContexts contexts = contexts(each, listener);
                if (listener == null) {
                    Pipelines first = listeners.pipelines(each, contexts);
                    opening.add(first);
                    places.put(first, i);
                } else if (!listener.config().equals(each)) {
                    changed.put(listener, listeners.pipelines(each, contexts));
                }
            } catch (TlsException e) {
                unusable.add(e.under("listeners[" + i + "]"));
            }
        }
        if (!unusable.isEmpty()) {
            throw TlsException.of(unusable);
        }
    }

    /** The contexts in use if the settings are equal, so that session tickets remain valid. */
    private @Nullable SharedContexts contexts(ListenerConfig wanted, @Nullable Listener listener) throws TlsException {
        if (wanted.tls() == null) {
            return null;
        }
        if (listener != null
                && wanted.tls().equals(listener.config().tls())
                && wanted.name().equals(listener.name())) {
            SharedContexts contexts =
                    Objects.requireNonNull(listener.pipelines().contexts());
            Renewal renewal = contexts.contexts().renewal();
            if (renewal != null) {
                renewals.add(renewal);
            }
            return contexts;
        }
        SharedContexts contexts = new SharedContexts(TlsContexts.prepare(wanted, listeners.metrics()));
        loaded.add(contexts);
        return contexts;
    }

    /**
     * Opens the new addresses without accepting connections.
     *
     * @throws IOException if the gateway cannot listen on one of them; the message contains the setting, the address
     *     and the reason
     */
    public void listen() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Pipelines pipelines : opening) {
            try {
                opened.add(listeners.open(pipelines));
            } catch (IOException e) {
                problems.add("listeners[" + places.get(pipelines) + "].address: " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IOException(String.join("; ", problems));
        }
    }

    /** The listeners that are new or changed. */
    public List<ListenerConfig> fresh() {
        List<ListenerConfig> fresh = new ArrayList<>();
        opened.forEach(listener -> fresh.add(listener.config()));
        changed.values().forEach(pipelines -> fresh.add(pipelines.listener()));
        return fresh;
    }

    /**
     * Applies the plan to new connections. Returns when every earlier connection has begun with the previous listeners.
     */
    public void apply() {
        List<Listener> gone = new ArrayList<>(before);
        gone.removeAll(kept.values());
        Set<String> forgotten = new HashSet<>();
        for (Listener listener : before) {
            forgotten.add(listener.name());
            SharedContexts old = listener.pipelines().contexts();
            Pipelines next = changed.getOrDefault(listener, listener.pipelines());
            if (old != null && (gone.contains(listener) || next.contexts() != old)) {
                retired.add(old);
            }
        }
        fresh().forEach(ListenerPlan::warn);
        loaded.forEach(contexts -> contexts.contexts().announce());
        renewals.forEach(Renewal::apply);
        changed.forEach(Listener::become);
        opened.forEach(Listener::accept);
        List<Listener> after = new ArrayList<>();
        Iterator<Listener> added = opened.iterator();
        for (int i = 0; i < kept.size() + opened.size(); i++) {
            Listener listener = kept.get(i);
            after.add(listener == null ? added.next() : listener);
        }
        listeners.become(after);
        gone.forEach(listener -> say(listener, "no longer listening, its clients' sessions go on"));
        gone.forEach(Listener::close);
        opened.forEach(listener -> say(listener, "listening"));
        listeners.awaitLoops();
        retired.forEach(SharedContexts::release);
        renewals.forEach(Renewal::close);
        after.stream()
                .filter(listener -> listener.pipelines().contexts() != null)
                .forEach(listener -> forgotten.remove(listener.name()));
        forgotten.forEach(name -> listeners.metrics().certificates(name, List.of()));
    }

    /** Releases the prepared parts. */
    public void discard() {
        opened.forEach(Listener::close);
        loaded.forEach(SharedContexts::release);
        renewals.forEach(Renewal::close);
    }

    private static void say(Listener listener, String what) {
        InetSocketAddress address = listener.address();
        log.atInfo()
                .addKeyValue("listener", listener.name())
                .addKeyValue("address", NetUtil.toSocketAddressString(address))
                .log(what);
    }

    private static void warn(ListenerConfig listener) {
        if (listener.tls() == null || listener.startTls() == StartTls.OPTIONAL) {
            log.atWarn()
                    .addKeyValue("listener", listener.name())
                    .log("this listener takes passwords in clear; use tls, or startTls: required");
        }
        ProxyProtocolConfig proxy = listener.proxyProtocol();
        if (proxy != null && proxy.from().stream().anyMatch(Network::isEverything)) {
            log.atWarn()
                    .addKeyValue("listener", listener.name())
                    .log("proxyProtocol.from lets every client claim any address; name the load balancers' networks");
        }
    }
}
