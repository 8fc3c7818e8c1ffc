package io.dirgate.proxy.admin;

/** Reports whether a load balancer should send clients to this gateway. Called on the admin thread. */
@FunctionalInterface
public interface Readiness {
    Answer now();

    /**
     * @param ready true if the gateway accepts clients and at least one directory server is healthy
     * @param explanation for people: the number of healthy servers, or the unhealthy ones with the reasons
     */
    record Answer(boolean ready, String explanation) {}
}
