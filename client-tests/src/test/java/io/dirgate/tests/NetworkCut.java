package io.dirgate.tests;

/** Packets from and to one address vanish, without a reset, until this is closed: a packet filter table of its own. */
final class NetworkCut implements AutoCloseable {
    private final String table;

    NetworkCut(String address) {
        table = "dirgate_tests_" + address.replace('.', '_');
        Program.of("nft", "-f", "-").input("""
                        table inet %1$s {
                          chain cut {
                            type filter hook input priority 0; policy accept;
                            ip daddr %2$s drop
                            ip saddr %2$s drop
                          }
                        }
                        """.formatted(table, address)).run().mustSucceed();
    }

    @Override
    public void close() {
        Program.of("nft", "delete", "table", "inet", table).run().mustSucceed();
    }
}
