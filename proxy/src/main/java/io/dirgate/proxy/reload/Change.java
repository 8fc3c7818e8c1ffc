package io.dirgate.proxy.reload;

import io.dirgate.proxy.admin.AdminServer;
import io.dirgate.proxy.client.TlsFault;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.domain.DomainPlan;
import io.dirgate.proxy.net.ListenerPlan;
import io.dirgate.proxy.net.Listeners;
import io.dirgate.proxy.observe.AccessLog;
import io.dirgate.proxy.session.CloseReason;
import io.dirgate.proxy.session.Service;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a reload. Every action that may fail is done when the object is created. Before {@link #apply}, the step
 * has no visible effect.
 */
sealed interface Change {
    /**
     * Puts the change into effect, except for the settings that sessions read.
     *
     * @return the snapshot for sessions after this change
     */
    Service apply(Running parts, Service service);

    /** Releases the resources of the previous settings. Called after every session has its new snapshot. */
    default void finish(Running parts) {}

    /** Undoes the preparation, because another change is impossible. */
    default void discard() {}

    /**
     * {@code limits}, {@code upstream} and {@code shutdown}: the settings that sessions read, and the objects that they
     * share.
     */
    record OfSettings(GatewayConfig config) implements Change {
        @Override
        public Service apply(Running parts, Service service) {
            service.memory().limit(config.limits().requestMemory());
            service.anonymous().limit(config.limits().anonymousConnections());
            parts.listeners().limits(config.limits());
            return service.with(config);
        }
    }

    /** {@code directory}, and the connections to its servers. */
    record OfDomain(DomainPlan plan) implements Change {
        @Override
        public Service apply(Running parts, Service service) {
            plan.apply();
            return service;
        }

        @Override
        public void discard() {
            plan.discard();
        }
    }

    /** {@code listeners}, and changed certificates of the listeners that stay. */
    record OfListeners(ListenerPlan plan) implements Change {
        @Override
        public Service apply(Running parts, Service service) {
            // Takes effect last, in finish(), so that new clients get the new settings.
            return service;
        }

        @Override
        public void finish(Running parts) {
            plan.fresh().forEach(listener -> parts.metrics()
                    .listener(
                            listener.name(),
                            Arrays.stream(CloseReason.values())
                                    .map(CloseReason::label)
                                    .toList(),
                            listener.tls() == null ? List.of() : TlsFault.LABELS,
                            Listeners.REFUSALS));
            plan.apply();
        }

        @Override
        public void discard() {
            plan.discard();
        }
    }

    /** {@code accessLog}. */
    record OfAccessLog(AccessLog next) implements Change {
        @Override
        public Service apply(Running parts, Service service) {
            return service.with(next);
        }

        /** No session writes to the previous log any more. Closing it writes its remaining lines. */
        @Override
        public void finish(Running parts) {
            parts.accessLogs().become(next);
        }

        @Override
        public void discard() {
            next.close();
        }
    }

    /** {@code admin}. */
    record OfAdmin(@Nullable AdminServer next) implements Change {
        @Override
        public Service apply(Running parts, Service service) {
            parts.admin().become(next);
            return service;
        }

        @Override
        public void discard() {
            if (next != null) {
                next.close();
            }
        }
    }
}
