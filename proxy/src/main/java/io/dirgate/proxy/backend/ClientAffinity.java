package io.dirgate.proxy.backend;

import java.util.List;

/**
 * Directs all connections of a client to the same server. Directory servers replicate with a delay, so that a client
 * may not find on one server what it has just written on another. Each client ranks the servers by a hash and uses the
 * first one that is not overloaded. With this rendezvous hashing, a lost server moves only its own clients, and several
 * gateways choose alike without communication.
 */
final class ClientAffinity {
    /** In connections. A client's pool is not split for balancing below this number. */
    private static final int NEVER_TOO_MANY = 32;

    /** Maximum ratio of a server's connections to its fair share. */
    private static final double EXCESS = 1.25;

    private ClientAffinity() {}

    /**
     * @param tier servers of equal rank, at least one
     * @param client hash of the client's address
     */
    static Server choose(List<Server> tier, long client) {
        long weights = 0;
        long connections = 1;
        for (Server server : tier) {
            weights += server.weight();
            connections += server.connectionsInUse();
        }
        Server first = tier.get(0);
        Server best = null;
        double firstScore = 0;
        double bestScore = 0;
        for (Server server : tier) {
            long hash = mix(client ^ server.seed());
            double score = server.weight() / -Math.log(fraction(hash));
            if (score > firstScore) {
                first = server;
                firstScore = score;
            }
            double fair = (double) connections * server.weight() / weights;
            boolean room = server.connectionsInUse() < Math.max(NEVER_TOO_MANY, Math.ceil(EXCESS * fair));
            // In slow start, a server's share of its clients grows. A client that has come to it stays.
            boolean trusted = fraction(mix(hash)) < server.health().share();
            if (room && trusted && score > bestScore) {
                best = server;
                bestScore = score;
            }
        }
        return best == null ? first : best;
    }

    /** Mixes the bits of the value, so that each depends on all others (the last step of SplitMix64). */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** Between 0 and 1, both excluded. */
    private static double fraction(long hash) {
        return ((hash >>> 11) + 0.5) * 0x1.0p-53;
    }
}
