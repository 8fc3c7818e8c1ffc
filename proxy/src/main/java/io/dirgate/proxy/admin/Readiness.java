package io.dirgate.proxy.admin;

/** Whether a load balancer should send clients here. Asked on the admin thread. */
@FunctionalInterface
public interface Readiness {
    Answer now();

    /**
     * @param ready true if the gateway accepts clients and at least one directory server is healthy
     * @param explanation for people: how many servers are healthy, or which are not and why
     */
    record Answer(boolean ready, String explanation) {}
}
