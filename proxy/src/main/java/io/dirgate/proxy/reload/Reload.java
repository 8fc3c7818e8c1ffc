package io.dirgate.proxy.reload;

import io.dirgate.proxy.config.Changes;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.domain.DomainException;
import io.dirgate.proxy.net.ListenerPlan;
import io.dirgate.proxy.session.Service;
import io.dirgate.proxy.tls.TlsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Changes the configuration while clients are served, either completely or not at all. */
public final class Reload {
    private final Running parts;
    private final GatewayConfig now;
    private final GatewayConfig next;
    private final List<Change> changes = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private Reload(Running parts, GatewayConfig now, GatewayConfig next) {
        this.parts = parts;
        this.now = now;
        this.next = next;
    }

    /**
     * Returns after all new clients and existing sessions have the new settings. Must not be called on an event loop.
     *
     * @return the YAML paths of the changed settings
     * @throws ReloadException with all problems; nothing has changed then
     */
    public static List<String> run(Running parts, GatewayConfig now, GatewayConfig next) throws ReloadException {
        Reload reload = new Reload(parts, now, next);
        List<String> changed = Changes.between(now, next);
        Changes.needingRestart(now, next)
                .forEach(path -> reload.problems.add(path + ": cannot change while the gateway runs; restart it"));
        if (reload.problems.isEmpty()) {
            reload.plan();
        }
        if (!reload.problems.isEmpty()) {
            reload.changes.forEach(Change::discard);
            throw new ReloadException(reload.problems);
        }
        reload.apply();
        return changed;
    }

    /** Starts the first configuration's listeners. Call this last: from now on clients connect. */
    public static void begin(Running parts, ListenerPlan plan) {
        new Change.OfListeners(plan).finish(parts);
        parts.certificates().follow(parts.listeners().contexts(), parts.domain().tls());
    }

    /**
     * Continues after a problem, so that all problems are reported together. Addresses come last, because closing a
     * listener again would disconnect clients.
     */
    private void plan() {
        changes.add(new Change.OfSettings(next));
        attempt(() -> changes.add(new Change.OfDomain(parts.domain().plan(next.directory(), next.upstream()))));
        if (!next.accessLog().equals(now.accessLog())) {
            attempt(() -> changes.add(new Change.OfAccessLog(parts.accessLogs().open(next.accessLog()))));
        }
        if (!next.admin().equals(now.admin())) {
            attempt(() -> changes.add(new Change.OfAdmin(parts.admin().open(next.admin()))));
        }
        attempt(() -> {
            ListenerPlan listeners = parts.listeners().plan(next.listeners());
            changes.add(new Change.OfListeners(listeners));
            if (problems.isEmpty()) {
                listeners.listen();
            }
        });
    }

    private interface Attempt {
        void run() throws TlsException, DomainException, IOException, InterruptedException;
    }

    private void attempt(Attempt attempt) {
        try {
            attempt.run();
        } catch (TlsException e) {
            problems.addAll(e.problems());
        } catch (DomainException e) {
            problems.addAll(e.problems());
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problems.add("interrupted");
        }
    }

    private void apply() {
        Service service = parts.sessions().service();
        for (Change change : changes) {
            service = change.apply(parts, service);
        }
        parts.sessions().service(service);
        parts.listeners().serve(service);
        changes.forEach(change -> change.finish(parts));
        parts.certificates().follow(parts.listeners().contexts(), parts.domain().tls());
    }
}
