package io.dirgate.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** A client that has bound before something bad happens to another one, and wants to be served as before. */
final class Bystander implements AutoCloseable {
    private final Wire wire;
    private int lastId = 1;

    Bystander(Endpoint endpoint) throws IOException {
        wire = Wire.open(endpoint);
        wire.send(Messages.bind(lastId, Corp.ALICE_UPN, Corp.PASSWORD));
        assertThat(wire.read().getBindResponseProtocolOp().getResultCode()).isZero();
    }

    void stillServed() throws IOException {
        int id = ++lastId;
        wire.send(Messages.findEntry(id, id));
        assertThat(wire.read().getSearchResultEntryProtocolOp().getDN()).contains(Corp.entryName(id));
        assertThat(wire.read().getSearchResultDoneProtocolOp().getResultCode()).isZero();
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
