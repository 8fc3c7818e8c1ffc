package io.dirgate.tests;

/** Packets from and to one address, or of one connection, vanish without a reset until this is closed: a packet filter table of its own. */
final class NetworkCut implements AutoCloseable {
    private final String table;

    NetworkCut(String address) {
        this("dirgate_tests_" + address.replace('.', '_'), "ip daddr " + address, "ip saddr " + address);
    }

    private NetworkCut(String table, String there, String back) {
        this.table = table;
        Program.of("nft", "-f", "-")
                .input("""
                        table inet %1$s {
                          chain cut {
                            type filter hook input priority 0; policy accept;
                            %2$s drop
                            %3$s drop
                          }
                        }
                        """.formatted(table, there, back))
                .run()
                .mustSucceed();
    }

    /** Only the connection to the address that has this port at its other end. */
    static NetworkCut ofConnection(String address, int port) {
        return new NetworkCut(
                "dirgate_tests_" + address.replace('.', '_') + "_" + port,
                "ip daddr " + address + " tcp sport " + port,
                "ip saddr " + address + " tcp dport " + port);
    }

    @Override
    public void close() {
        Program.of("nft", "delete", "table", "inet", table).run().mustSucceed();
    }
}
