package io.dirgate.proxy.backend;

import io.dirgate.proxy.ldap.LdapCodec;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.dirgate.proxy.ldap.ResponseView;
import io.dirgate.proxy.ldap.ResultCode;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One probe of one server: connects over the configured transport, reads the rootDSE and evaluates it. */
final class HealthProbe implements BackendConnection.Owner {
    private static final int MESSAGE_ID = 1;

    private final LdapCodec codec;
    private final Consumer<Outcome> done;
    private @Nullable BackendConnection connection;
    private @Nullable Future<?> deadline;
    private Map<String, String> values = Map.of();
    private boolean ended;

    HealthProbe(LdapCodec codec, Consumer<Outcome> done) {
        this.codec = codec;
        this.done = done;
    }

    void start(BackendConnection begun, Future<?> itsDeadline) {
        connection = begun;
        deadline = itsDeadline;
        if (ended) {
            cleanUp();
        }
    }

    void expire(Duration timeout) {
        end(new Outcome.Failed("no answer within " + timeout.toMillis() + " ms"));
    }

    @Override
    public void onConnected(BackendConnection connected) {
        connected.write(codec.rootDseSearch(MESSAGE_ID, RootDse.ATTRIBUTES));
        connected.flush();
    }

    @Override
    public Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (envelope.opTag() == ResponseView.SEARCH_ENTRY) {
            values = codec.firstValues(
                    in.slice(envelope.start(), Math.min(envelope.length(), in.writerIndex() - envelope.start())));
        } else if (envelope.messageId() == 0) {
            end(new Outcome.Failed("it sent a Notice of Disconnection: " + ResponseView.diagnostic(envelope, in)));
        } else if (ResponseView.isFinal(envelope)) {
            int code = ResponseView.resultCode(envelope, in);
            end(
                    code == ResultCode.SUCCESS
                            ? new Outcome.Answered(RootDse.of(values))
                            : new Outcome.Failed("it answered the rootDSE search with result " + code));
        }
        return Fate.DROP;
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void onReadComplete() {
        // Each response is handled when it arrives.
    }

    @Override
    public void onMalformed(LdapProtocolException reason) {
        end(new Outcome.Failed("it does not speak LDAP: " + reason.getMessage()));
    }

    @Override
    public void onLost(BackendConnection lost, Loss loss) {
        end(
                loss.kind() == Loss.Kind.NO_SOCKET
                        ? new Outcome.NotAsked(loss.detail())
                        : new Outcome.Failed(loss.detail()));
    }

    private void end(Outcome outcome) {
        if (!ended) {
            ended = true;
            cleanUp();
            done.accept(outcome);
        }
    }

    private void cleanUp() {
        if (connection != null) {
            connection.close();
        }
        if (deadline != null) {
            deadline.cancel(false);
        }
    }
}
