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

/** A part of a reload. All that could fail has been done when one is made; until it is applied nobody notices. */
sealed interface Change {
    /**
     * Takes effect, but for what sessions read.
     *
     * @return the snapshot that sessions get when all changes are applied
     */
    Service apply(Running parts, Service service);

    /** Every session has its new snapshot: what only the one before needed can go. */
    default void finish(Running parts) {}

    /** Another change is impossible, and nothing of this one may remain. */
    default void discard() {}

    /** {@code limits}, {@code upstream}, {@code shutdown}: what sessions read, and what they share. */
    record OfSettings(GatewayConfig config) implements Change {
        @Override
        public Service apply(Running parts, Service service) {
            service.memory().limit(config.limits().requestMemory());
            service.anonymous().limit(config.limits().anonymousConnections());
            parts.listeners().limits(config.limits());
            return service.with(config);
        }
    }

    /** {@code directory}, and how its servers are connected to. */
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

    /** {@code listeners}, and changed certificates of those that stay. */
    record OfListeners(ListenerPlan plan) implements Change {
        @Override
        public Service apply(Running parts, Service service) {
            // The last of all: who comes in now is to meet the new settings.
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

        /** No session writes to it any more: what it holds is written. */
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
