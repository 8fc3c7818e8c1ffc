package io.dirgate.proxy.observe;

import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

final class NoMetrics implements ProxyMetrics {
    @Override
    public void sessionOpened(String listener) {}

    @Override
    public void sessionClosed(String listener, String reason) {}

    @Override
    public void unreadMemory(LongSupplier bytes) {}

    @Override
    public void connectionRefused(String listener, String reason) {}

    @Override
    public void handshakeTurns(IntSupplier waiting, LongSupplier waited) {}

    @Override
    public void handshake(String listener, String protocol, long nanos) {}

    @Override
    public void handshakeFailed(String listener, String reason) {}

    @Override
    public void operation(OperationFacts operation) {}

    @Override
    public void bytes(long received, long sent) {}

    @Override
    public void upstreamConnected(String server, long nanos) {}

    @Override
    public void upstreamRecycled(String server) {}

    @Override
    public void upstreamLost(String server, String reason) {}

    @Override
    public void probed(String server, boolean healthy, long nanos) {}

    @Override
    public void serverState(String server, String state) {}

    @Override
    public void serverGone(String server) {}

    @Override
    public void discovered(String source, int servers) {}

    @Override
    public void discoveryFailed(String source) {}

    @Override
    public void directoryStage(String stage) {}

    @Override
    public void failover(int resent, int refused) {}

    @Override
    public void sessionMoved(String from, String to) {}

    @Override
    public void rebind(String result) {}

    @Override
    public void certificates(String listener, List<ServedCertificate> served) {}

    @Override
    public void certificateRefused(String listener) {}

    @Override
    public void certificateFetched(String source, boolean succeeded) {}
}
