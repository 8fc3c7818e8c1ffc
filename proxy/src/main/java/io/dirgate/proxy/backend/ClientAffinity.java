package io.dirgate.proxy.backend;

import java.util.List;

/**
 * Gives all connections of a client the same server. Directory servers replicate with a delay: what a client has written on one
 * connection, it may not find on the next one at another server. Each client ranks the servers by a hash (rendezvous hashing: a server
 * that is lost moves its own clients only, and several gateways agree without a word), and has the first that is not overloaded.
 */
final class ClientAffinity {
    /** Of connections: a client's pool is not split to balance so few. */
    private static final int NEVER_TOO_MANY = 32;

    /** A server may have so much more than its share of the connections. */
    private static final double EXCESS = 1.25;

    private ClientAffinity() {}

    /**
     * @param tier servers that are alike, at least one
     * @param client a hash of its address
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
            // In slow start a server has ever more of its clients, each of which comes once.
            boolean trusted = fraction(mix(hash)) < server.health().share();
            if (room && trusted && score > bestScore) {
                best = server;
                bestScore = score;
            }
        }
        return best == null ? first : best;
    }

    /** Spreads every bit of the value over all others (the last step of SplitMix64). */
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
