package io.dirgate.proxy.session;

import io.dirgate.proxy.backend.Loss;
import io.dirgate.proxy.backend.Server;
import io.dirgate.proxy.client.ClientAddress;
import io.dirgate.proxy.client.ClientOutput;
import io.dirgate.proxy.client.ClientReading;
import io.dirgate.proxy.client.GracefulClose;
import io.dirgate.proxy.client.TlsFault;
import io.dirgate.proxy.dialect.PagingCookies;
import io.dirgate.proxy.dialect.ServerRefusal;
import io.dirgate.proxy.dialect.ServerTie;
import io.dirgate.proxy.ldap.Authentication;
import io.dirgate.proxy.ldap.Controls;
import io.dirgate.proxy.ldap.EntryRewriter;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.RequestView;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.dirgate.proxy.ldap.ResponseView;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.observe.SessionFacts;
import io.dirgate.proxy.operation.InFlight;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.OperationPool;
import io.dirgate.proxy.upstream.BindRefusal;
import io.dirgate.proxy.upstream.Identity;
import io.dirgate.proxy.upstream.Rebinds;
import io.dirgate.proxy.upstream.RecentLatency;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Ticker;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One client's connection, and the only place that decides what becomes of it: which request goes on, which waits, which is
 * answered here, and when it is over. What may happen when is {@link SessionState}'s; this class has the verbs.
 */
final class ClientSession implements SessionFacts {
    private static final Logger log = LoggerFactory.getLogger(ClientSession.class);

    private static final String EXTERNAL = "EXTERNAL";

    /** RFC 4505. */
    private static final String ANONYMOUS = "ANONYMOUS";

    private static final String MAY_BE_CARRIED_OUT =
            "the directory server was lost before it answered; the operation may or may not have been carried out: ";

    private static final String WHILE_OPEN_ENDED =
            " while a change notification or a persistent search is open on this connection: abandon it first";

    private static final String LOST_TWICE = "two directory servers in a row were lost while they had this request;"
            + " it is the likely cause, or one that was sent with it, and is not taken to a third: ";

    /** Requests that wait to be dispatched; reading goes on so far, since an abandon or unbind behind them does not wait. */
    private static final int MAX_PARKED = 16;

    /** A client that sends nothing for longer after the handshake, and then closes, did not mind the certificate. */
    private static final Duration LEAVES_AT_ONCE = Duration.ofSeconds(5);

    private final long number;
    private final Channel channel;
    private final Ticker clock;
    private final LdapFrameDecoder decoder;
    private final ClientEntry entry;
    private final Upstream upstream;
    private final OperationPool operations = OperationPool.ofLoop();
    private final RecentLatency latency = RecentLatency.ofLoop();
    private final InFlight inFlight = new InFlight();
    private final Queue<LdapFrame> parked = new ArrayDeque<>(2);
    private final ClientOutput output;
    private final SessionTimers timers;
    private final PagingCookies cookies = new PagingCookies();
    private final ServerTie tie = new ServerTie();

    private Service context;
    private SessionState state;
    private long requests;
    private int bindResult = Operation.NO_RESULT;
    private @Nullable ByteBuf replacement;
    private @Nullable String tlsVersion;
    private @Nullable String cipher;
    private @Nullable String keyExchange;
    private boolean securing;
    private @Nullable String clientAddress;
    private long securingSince;
    private long securedNanos;
    private long decodedBeforeTls;
    private @Nullable Integer clearAlert;
    private long receivedBytes;
    private long eventNanos;
    private byte @Nullable [] logged;

    ClientSession(long number, Channel channel, LdapFrameDecoder decoder, ClientEntry entry, Service context) {
        this.number = number;
        this.channel = channel;
        this.clock = channel.eventLoop().ticker();
        this.decoder = decoder;
        this.entry = entry;
        this.context = context;
        this.upstream = new Upstream(this, context, channel.eventLoop());
        this.output = new ClientOutput(channel, upstream::isMidResponse);
        this.timers = new SessionTimers(
                this, channel, decoder, context.limits(), context.upstream().idleTimeout());
        this.state = entry.firstState();
    }

    // What the client does.

    void onConnected() {
        context.metrics().sessionOpened(entry.listener());
        securing = entry.tlsFirst();
        securingSince = clock.nanoTime();
        timers.start();
    }

    void onSecured(String version, String suite, @Nullable String group) {
        securing = false;
        tlsVersion = version;
        securedNanos = clock.nanoTime();
        decodedBeforeTls = decoder.decoded();
        cipher = suite;
        keyExchange = group;
        logged = null;
        if (state.identity() == null) {
            decoder.maxRequestSize(context.limits().anonymousRequestSize());
        }
        context.metrics().handshake(entry.listener(), version, clock.nanoTime() - securingSince);
        become(state.onSecured(this));
    }

    /** The configuration was read again. The session and its connections go on, by the new settings from here on. */
    void onService(Service next) {
        context = next;
        int first = tlsVersion == null
                ? entry.firstRequestSize(next.limits())
                : next.limits().anonymousRequestSize();
        decoder.maxRequestSize(isBound() ? next.limits().requestSize() : first);
        decoder.onMemoryLimit();
        upstream.onService(next);
        forgetUnwantedCredential();
        timers.onLimits(next.limits(), next.upstream().idleTimeout());
        goOn();
    }

    /** A session without its server connection keeps its password until it has one again. */
    void forgetUnwantedCredential() {
        Identity identity = state.identity();
        if (identity != null && upstream.isReady() && !context.upstream().keepCredentials()) {
            identity.forget();
        }
    }

    /** TLS will fail at it at once, without knowing why. */
    void onClearAlert(int description) {
        clearAlert = description;
    }

    /** Netty tells it more than once. */
    void onHandshakeFailed(Throwable cause) {
        if (!(state instanceof SessionState.Closed)) {
            TlsFault fault = TlsFault.of(cause, clearAlert);
            context.metrics().handshakeFailed(entry.listener(), fault.label());
            close(CloseReason.TLS_FAILED, fault.text());
        }
    }

    /** The client has closed. */
    void onClosed(CloseReason reason, String detail) {
        if (!(state instanceof SessionState.Closed) && leavesAfterHandshake()) {
            context.metrics().handshakeFailed(entry.listener(), TlsFault.LEFT.label());
            close(CloseReason.LEFT_AFTER_HANDSHAKE, TlsFault.LEFT.text());
        } else {
            close(reason, detail);
        }
    }

    private boolean leavesAfterHandshake() {
        return tlsVersion != null
                && decoder.decoded() == decodedBeforeTls
                && !decoder.isMidRequest()
                && clock.nanoTime() - securedNanos < LEAVES_AT_ONCE.toNanos();
    }

    void onRequest(LdapFrame request) {
        timers.onRequest();
        receivedBytes += request.length();
        if (request.op() == LdapOp.UNBIND || request.op() == LdapOp.ABANDON) {
            dispatch(request);
        } else if (!request.isAdmitted()) {
            turnAway(request);
        } else if (parked.isEmpty() && !mustWait(request)) {
            dispatch(request);
        } else {
            parked.add(request);
            if (parked.size() >= MAX_PARKED) {
                decoder.pause();
                updateReading();
            }
        }
    }

    /** The server would soon end the connection: without it the session can go on as long as its client likes. */
    void onUpstreamIdle() {
        if (state.canBeRestored()) {
            forgetConnection();
            upstream.leave();
        }
    }

    /** All requests that came in one read have been seen. */
    void onRequestsRead() {
        goOn();
        timers.onRequestsRead();
    }

    /** The process holds as many requests as it may. */
    private void turnAway(LdapFrame request) {
        String text = "the gateway holds as many requests as it has memory for (limits.requestMemory); try again";
        if (request.op() == LdapOp.BIND) {
            request.release();
            stopReading(CloseReason.OVERLOADED, text);
        } else {
            answer(request, ResultCode.BUSY, text);
        }
    }

    /** The client takes what is written, or no longer does. */
    void onWritabilityChanged() {
        timers.onWritabilityChanged();
        entry.watch().onWritabilityChanged(channel);
        updateReading();
    }

    void onSecurityLayer(ByteBuf bytes) {
        timers.active(now());
        become(state.onSecurityLayer(this));
        receivedBytes += bytes.readableBytes();
        upstream.sendLayered(bytes);
    }

    /** The process ends. A session that is at work is served a moment longer: most end by themselves then. */
    void onDrain() {
        if (isQuiet() && !timers.wasActiveWithin(ClientHandler.DRAIN_GRACE)) {
            drainNow();
        } else {
            timers.in(ClientHandler.DRAIN_GRACE, this::drainNow);
        }
    }

    private void drainNow() {
        become(state.onDrain(this, Ending.of(CloseReason.DRAINED)));
    }

    /** The client has shut down its side: it may still wait for answers, but not without end, since it may as well be gone. */
    void onInputEnded() {
        if (state instanceof SessionState.Closed) {
            GracefulClose.closeWhenFlushed(channel);
        } else if (securing) {
            onHandshakeFailed(new ClosedChannelException());
        } else if (leavesAfterHandshake()) {
            onClosed(CloseReason.CLIENT_CLOSED, "");
        } else {
            endWhenAnswered(Ending.of(CloseReason.CLIENT_CLOSED));
        }
    }

    /**
     * Reads nothing behind a request that is none. What came before it is carried out and answered, as by a directory server; then
     * the session ends.
     */
    void onProtocolError(LdapProtocolException fault) {
        stopReading(CloseReason.of(fault), String.valueOf(fault.getMessage()));
    }

    /** Takes no more requests, and ends the session when those that came have been answered, or soon. */
    void stopReading(CloseReason reason, String detail) {
        decoder.stop();
        endWhenAnswered(new Ending(reason, detail));
    }

    private void endWhenAnswered(Ending ending) {
        become(state.onDrain(this, ending));
        if (!(state instanceof SessionState.Closed)) {
            timers.onEnding(ending);
        }
    }

    // What the directory server does.

    Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        Operation operation = inFlight.get(envelope.messageId());
        if (operation == null || !operation.isSent()) {
            // The answer to an abandoned request: RFC 4511 section 4.11 lets it come, nobody waits for it.
            if (ResponseView.isFinal(envelope)) {
                inFlight.abandonedEnded(envelope.messageId());
            }
            return Fate.DROP;
        }
        if (envelope.opTag() == ResponseView.SEARCH_ENTRY) {
            operation.entryDelivered(envelope.length());
            return operation.isRootDse() ? onRootDse(envelope, in) : Fate.PASS;
        } else if (ResponseView.isFinal(envelope)) {
            onResult(operation, envelope, in);
        } else {
            operation.partDelivered(envelope.length());
        }
        return Fate.PASS;
    }

    /** Hides the mechanism that {@link #bind} refuses, so that no client tries it first. */
    private Fate onRootDse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (envelope.end() > in.writerIndex()) {
            return Fate.PASS;
        }
        replacement = EntryRewriter.withoutValue(channel.alloc(), envelope, in, "supportedSASLMechanisms", EXTERNAL);
        return replacement == null ? Fate.PASS : Fate.REPLACE;
    }

    ByteBuf replacement() {
        return Objects.requireNonNull(replacement);
    }

    private void onResult(Operation operation, LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        int code = ResponseView.resultCode(envelope, in);
        String subCode = null;
        if (operation.op() == LdapOp.BIND) {
            bindResult = code;
            subCode = onBindAnswer(code, code == ResultCode.SUCCESS ? "" : ResponseView.diagnostic(envelope, in));
        } else if (operation.isPaged()) {
            onPage(operation, code, Controls.pagingCookie(envelope, in));
        } else if (code == ResultCode.UNWILLING_TO_PERFORM || code == ResultCode.CONFIDENTIALITY_REQUIRED) {
            onRefusal(operation, code, envelope, in);
        }
        operation.suspectServer(code);
        inFlight.remove(operation.messageId());
        operation.answered(code, subCode, envelope.length(), now());
        latency.record(operation.op(), operation.directoryNanos());
        report(operation);
    }

    private void onPage(Operation operation, int code, @Nullable ByteBuf next) throws LdapProtocolException {
        ByteBuf used = code == ResultCode.SUCCESS ? Controls.pagingCookie(operation.frame()) : null;
        if (used != null) {
            cookies.used(used);
        }
        if (next != null) {
            cookies.issued(next);
        }
    }

    private void onRefusal(Operation operation, int code, LdapEnvelope envelope, ByteBuf in)
            throws LdapProtocolException {
        if (upstream.isInClear() && RequestView.changesPassword(operation.frame())) {
            warnOfRefusal(
                    "password change refused by the directory server",
                    code,
                    ServerRefusal.ofPasswordChange(code, ResponseView.diagnostic(envelope, in)));
        }
    }

    /** @param explanation null for a refusal that speaks for itself */
    private void warnOfRefusal(String message, int code, @Nullable String explanation) {
        if (explanation != null) {
            log.atWarn()
                    .addKeyValue("session", number)
                    .addKeyValue("client", clientAddress())
                    .addKeyValue("result", code)
                    .addKeyValue("reason", explanation)
                    .log(message);
        }
    }

    /** @return the sub-code of a refusal */
    private @Nullable String onBindAnswer(int code, String diagnostic) {
        warnOfRefusal("bind refused by the directory server", code, ServerRefusal.ofBind(code, diagnostic));
        return code == ResultCode.INVALID_CREDENTIALS ? ResponseView.subCode(diagnostic) : null;
    }

    void onBytes(ByteBuf bytes) {
        if (state instanceof SessionState.Layered) {
            timers.active(now());
        }
        output.pass(bytes);
    }

    /** All responses that came in one read have been handed over. */
    void onResponsesRead() {
        if (bindResult != Operation.NO_RESULT) {
            int code = bindResult;
            bindResult = Operation.NO_RESULT;
            become(state.onBindResult(this, code));
        }
        goOn();
    }

    void onDirectoryLost(Server server, Loss loss, boolean midResponse) {
        String tied = tie.reason(inFlight);
        if (midResponse) {
            close(CloseReason.DIRECTORY_LOST_MID_RESPONSE, loss.detail());
        } else if (tied != null) {
            close(CloseReason.TIED_SERVER_LOST, tied + ": " + loss.detail());
        } else {
            become(state.onDirectoryLost(this, loss));
        }
        if (owesNothing() && !context.directory().isServingWithout(server)) {
            // The client's own reconnect, perhaps to another address, is better than an error to its next request.
            close(CloseReason.NO_DIRECTORY, "no other directory server is up: " + loss.detail());
        }
        goOn();
    }

    void lostUpstream(Server server, Loss loss) {
        context.metrics().upstreamLost(server.name(), loss.kind().label());
        if (!inFlight.isEmpty()) {
            log.atInfo()
                    .addKeyValue("session", number)
                    .addKeyValue("client", clientAddress())
                    .addKeyValue("server", server.name())
                    .addKeyValue("reason", loss.kind().label())
                    .addKeyValue("detail", loss.detail())
                    .log("directory server lost with operations waiting");
        }
    }

    /** The session is served by another server from now on. */
    void onMoved(Server from, Server to, Loss why) {
        context.metrics().sessionMoved(from.name(), to.name());
        log.atInfo()
                .addKeyValue("session", number)
                .addKeyValue("client", clientAddress())
                .addKeyValue("from", from.name())
                .addKeyValue("to", to.name())
                .addKeyValue("reason", why.kind().label())
                .addKeyValue("detail", why.detail())
                .log("session moved to another directory server");
    }

    /** Every server was tried and none could be had. Servers that are only busy are not lost, and the session goes on. */
    void onNoDirectory(Loss last) {
        String why = "no directory server can be reached: " + last.detail();
        if (last.kind() == Loss.Kind.REBIND_POSTPONED) {
            refuseUnsent(why);
            goOn();
            return;
        }
        close(CloseReason.NO_DIRECTORY, why);
    }

    private void refuseUnsent(String why) {
        for (Operation waiting : unsent()) {
            boolean bind = waiting.op() == LdapOp.BIND;
            refuse(waiting, ResultCode.UNAVAILABLE, why);
            if (bind) {
                become(state.onBindResult(this, ResultCode.UNAVAILABLE));
            }
        }
    }

    /** Clients that have not bound hold as many connections to directory servers as they may. */
    void refuseAnonymousConnection(Operation operation) {
        refuse(
                operation,
                ResultCode.BUSY,
                "clients that have not bound hold all " + context.anonymous().limit()
                        + " connections to directory servers that they may (limits.anonymousConnections): bind, or try again later");
    }

    /** The kept bind was refused on another server. It is not tried a third time: each try may count toward a lockout. */
    void onRebindRefused(BindRefusal refusal) {
        close(CloseReason.REBIND_REFUSED, "another directory server refused the session's bind with " + refusal);
    }

    /** The same name and password were refused when another session's bind was repeated. */
    void onStaleCredential(BindRefusal refusal) {
        close(
                CloseReason.REBIND_REFUSED,
                "a directory server has refused the same name and password for another session with " + refusal);
    }

    Rebinds rebinds() {
        return context.rebinds();
    }

    // The verbs of the states.

    /** Hands the request to a directory server. */
    void forward(LdapFrame request) throws LdapProtocolException {
        Operation operation = begin(request);
        if (operation.op() == LdapOp.SEARCH
                && request.length() > context.limits().searchSize()) {
            refuse(
                    operation,
                    ResultCode.UNWILLING_TO_PERFORM,
                    "a search of " + request.length() + " bytes is over limits.searchSize of "
                            + context.limits().searchSize() + "; directory servers end the connection for one");
            return;
        }
        if (operation.filterDepth() > context.limits().filterDepth()) {
            refuse(
                    operation,
                    ResultCode.UNWILLING_TO_PERFORM,
                    "the filter is nested deeper than limits.filterDepth of "
                            + context.limits().filterDepth() + " levels");
            return;
        }
        if (operation.op() == LdapOp.SEARCH) {
            tie.onSearch(operation);
        }
        if (operation.isPaged()) {
            ByteBuf cookie = Controls.pagingCookie(request);
            if (cookie != null && cookie.isReadable() && !cookies.isKnown(cookie)) {
                refuse(
                        operation,
                        ResultCode.UNWILLING_TO_PERFORM,
                        "this paging cookie is not, or no longer, one of this session's directory server: start the search again");
                return;
            }
        }
        upstream.send(operation);
    }

    /** Hands a bind on, or refuses it; either way the session is nobody's until the result. */
    SessionState bind(LdapFrame request) throws LdapProtocolException {
        Authentication authentication = RequestView.authentication(request);
        boolean simple = authentication == Authentication.SIMPLE;
        String mechanism = authentication == Authentication.SASL ? RequestView.saslMechanism(request) : "";
        boolean unauthenticated = simple && RequestView.isPasswordEmpty(request);
        Operation bind = begin(request);
        forgetConnection();
        if (unauthenticated && !bind.name().isEmpty()) {
            refuse(
                    bind,
                    ResultCode.UNWILLING_TO_PERFORM,
                    "a bind with a name and an empty password proves nothing (RFC 4513 section 5.1.2)");
            return bindFailed();
        }
        if (mechanism.equalsIgnoreCase(EXTERNAL)) {
            refuse(
                    bind,
                    ResultCode.AUTH_METHOD_NOT_SUPPORTED,
                    "EXTERNAL would authenticate the gateway, not you: the directory server sees the gateway's connection");
            return bindFailed();
        }
        Identity asking = identity(bind, authentication, mechanism);
        upstream.send(bind);
        return new SessionState.Binding(asking, authentication.mayProtect());
    }

    /** Whom the bind's success makes the session; null if it proves nothing. The name in a bind that is not simple is ignored by servers. */
    private @Nullable Identity identity(Operation bind, Authentication authentication, String mechanism)
            throws LdapProtocolException {
        return switch (authentication) {
            case SIMPLE -> bind.name().isEmpty() ? null : simpleIdentity(bind);
            case SASL -> mechanism.equalsIgnoreCase(ANONYMOUS) ? null : Identity.once(Utf8Text.of(mechanism));
            case SICILY_RESPONSE -> Identity.once(Utf8Text.of("Sicily"));
            case SICILY_DISCOVERY, SICILY_NEGOTIATE, UNKNOWN -> null;
        };
    }

    private Identity simpleIdentity(Operation bind) throws LdapProtocolException {
        Utf8Text name = bind.name().copy();
        return context.upstream().keepCredentials() ? Identity.repeatable(name, bind.frame()) : Identity.once(name);
    }

    SessionState bound(Identity identity, boolean sasl) {
        decoder.maxRequestSize(context.limits().requestSize());
        decoder.bound(true);
        context.rebinds().accepted(identity);
        upstream.onBound();
        entry.watch().onBound(channel);
        if (sasl) {
            decoder.expectSecurityLayer();
        }
        return new SessionState.Bound(identity);
    }

    SessionState anonymous() {
        decoder.maxRequestSize(context.limits().anonymousRequestSize());
        decoder.bound(false);
        upstream.onAnonymous();
        timers.onUnbound();
        return new SessionState.Anonymous();
    }

    /** Samba keeps the previous identity after a failed bind, so its connection is not used again. */
    SessionState bindFailed() {
        upstream.close();
        return anonymous();
    }

    SessionState layered(Identity identity) {
        upstream.passLayer();
        return new SessionState.Layered(identity);
    }

    /** @return true if the handshake follows; otherwise the client has its answer */
    boolean startTls(LdapFrame request) {
        if (tlsVersion != null) {
            answer(request, ResultCode.OPERATIONS_ERROR, "TLS is on already");
            return false;
        }
        if (!entry.offersStartTls()) {
            answer(request, ResultCode.PROTOCOL_ERROR, "StartTLS is not offered on this port");
            return false;
        }
        if (!answered(request, ResultCode.SUCCESS)) {
            return false;
        }
        output.send(LdapReplies.startTlsSuccess(channel.alloc(), request.messageId()));
        output.flush();
        parked.forEach(LdapFrame::release);
        parked.clear();
        decoder.discardArrived();
        securing = true;
        securingSince = clock.nanoTime();
        entry.tls().accept(channel);
        return true;
    }

    /** Answers a request that goes no further. */
    void answer(LdapFrame request, int code, String text) {
        LdapOp op = request.op();
        if (answered(request, code)) {
            output.send(LdapReplies.result(channel.alloc(), op, request.messageId(), code, text));
        }
    }

    /** @return false if the request was none, and has ended the session */
    private boolean answered(LdapFrame request, int code) {
        try {
            Operation operation = operations.begin(requests++, request, now());
            end(operation, code);
            return true;
        } catch (LdapProtocolException e) {
            request.release();
            onProtocolError(e);
            return false;
        }
    }

    /** The server is gone: sends again what is safe, answers the rest. */
    void recover(Loss loss) {
        int resent = 0;
        int refused = 0;
        for (Operation operation : inFlight.inOrder()) {
            if (operation.isSent() && operation.canBeSentAgain() && !loss.kind().mayBeTheRequest()) {
                operation.takeBack(now());
                resent++;
            } else if (operation.isSent()) {
                refuse(
                        operation,
                        ResultCode.UNAVAILABLE,
                        (operation.isSuspect() ? LOST_TWICE : MAY_BE_CARRIED_OUT) + loss.detail());
                refused++;
            }
        }
        forgetConnection();
        if (resent + refused > 0) {
            context.metrics().failover(resent, refused);
        }
        if (!inFlight.isEmpty()) {
            upstream.restore(loss);
        }
    }

    /** What the server connection knew of this session is gone, or a bind has reset it. */
    private void forgetConnection() {
        cookies.clear();
        inFlight.forgetAbandoned();
    }

    SessionState closed(Ending ending) {
        return closed(ending.reason(), ending.detail());
    }

    SessionState closed(CloseReason reason, String detail) {
        close(reason, detail);
        return state;
    }

    boolean isQuiet() {
        return inFlight.isEmpty() && isAnswered();
    }

    /** True if the client waits for nothing but searches that may never end. */
    boolean isAnswered() {
        return !inFlight.owesAnswers()
                && !decoder.isPaused()
                && parked.isEmpty()
                && !output.hasDelayed()
                && !state.isBinding()
                && !upstream.isMidResponse();
    }

    /** True if a bind of the client has succeeded and nothing has undone it. */
    boolean isBound() {
        return state.identity() != null;
    }

    // What Upstream asks.

    /** The operation that the server has owed an answer for longest; null if it owes none. */
    @Nullable
    Operation longestAwaited() {
        return inFlight.longestAwaited();
    }

    /** In nanoseconds, what all but a few operations of its kind took at most of late. */
    long usualTime(Operation operation) {
        return latency.p99(operation.op());
    }

    boolean clientTakes() {
        return channel.isWritable();
    }

    long addressHash() {
        return ClientAddress.hash(channel);
    }

    /** True if the client has asked for what only one server can tell. */
    boolean hasReadServerState() {
        return tie.hasReadState();
    }

    boolean owesNothing() {
        return inFlight.isEmpty() && parked.isEmpty();
    }

    @Nullable
    Identity identityToRestore() {
        Identity identity = state.identity();
        return identity != null && identity.isRepeatable() ? identity : null;
    }

    /** True if the first message to a directory server that is connected to now is a simple bind, and all others wait for its success. */
    boolean beginsWithBind() {
        return identityToRestore() != null || unsent().stream().anyMatch(Operation::isSimpleBind);
    }

    /** True if the request that waits for a connection is a bind of any kind. */
    boolean beginsBinding() {
        return unsent().stream().anyMatch(operation -> operation.op() == LdapOp.BIND);
    }

    List<Operation> unsent() {
        return inFlight.inOrder().stream()
                .filter(operation -> !operation.isSent())
                .toList();
    }

    /** While the client does not take what the server sends, the server is not read and cannot be late. */
    boolean isOverdue(Duration time) {
        return channel.isWritable() && inFlight.isAwaiting(time, clock.nanoTime());
    }

    /** Lets each side be read only as fast as the other one takes it. */
    void updateReading() {
        if (!channel.isOpen()) {
            return;
        }
        upstream.reading(channel.isWritable());
        boolean room = channel.isWritable()
                && !output.hasDelayed()
                && !decoder.isPaused()
                && upstream.isAccepting()
                && inFlight.bytes() < context.limits().requestSize();
        boolean wanted = room || state instanceof SessionState.Closed;
        ClientReading.set(channel, wanted);
    }

    /** Ends the session; the first reason counts. */
    void close(CloseReason reason, String detail) {
        if (state instanceof SessionState.Closed) {
            return;
        }
        Identity identity = state.identity();
        boolean midResponse = upstream.isMidResponse();
        boolean owed = !inFlight.isEmpty() || !parked.isEmpty() || decoder.isMidRequest();
        String why = detail.isEmpty() ? reason.detail(owed) : detail;
        timers.stop();
        decoder.stop();
        upstream.leave();
        if (reason.answersWaiting()) {
            answerWaiting(why);
        }
        reportOwed();
        state = new SessionState.Closed();
        if (identity != null) {
            identity.forget();
        }
        output.drop();
        reportBytes();
        context.metrics().sessionClosed(entry.listener(), reason.label());
        long times = identity == null ? entry.watch().onStrangerEnded(reason) : 1;
        if (times > 0) {
            LoggingEventBuilder line = log.atLevel(reason.level(owed))
                    .addKeyValue("session", number)
                    .addKeyValue("client", clientAddress())
                    .addKeyValue("listener", entry.listener())
                    .addKeyValue("reason", reason.label())
                    .addKeyValue("detail", why);
            (times == 1 ? line : line.addKeyValue("times", times)).log("session ended");
        }
        GracefulClose.close(channel, midResponse || securing ? null : lastWord(reason, why));
    }

    /** Null where the connection is closed at once. */
    private @Nullable ByteBuf lastWord(CloseReason reason, String why) {
        if (reason.isSaid(context.notice())) {
            return LdapReplies.noticeOfDisconnection(channel.alloc(), reason.noticeCode(), why);
        }
        return reason.isGateways() ? Unpooled.EMPTY_BUFFER : null;
    }

    private void answerWaiting(String why) {
        for (Operation operation : inFlight.inOrder()) {
            refuse(operation, ResultCode.UNAVAILABLE, operation.isSent() ? MAY_BE_CARRIED_OUT + why : why);
        }
        for (LdapFrame request : parked) {
            Operation operation = beginHere(request);
            if (operation != null) {
                refuse(operation, ResultCode.UNAVAILABLE, why);
            }
        }
        parked.clear();
    }

    /** What has no answer and will have none, while it is known whose it was. */
    private void reportOwed() {
        for (Operation operation : inFlight.inOrder()) {
            inFlight.remove(operation.messageId());
            end(operation, Operation.NO_RESULT);
        }
        reportParked();
    }

    private void reportParked() {
        parked.forEach(this::reportUnanswered);
        parked.clear();
    }

    /** A defect of the gateway itself: the one case that deserves a stack trace. */
    void fail(Throwable cause) {
        log.atError().addKeyValue("session", number).setCause(cause).log("a session failed; please report this");
        upstream.close();
        close(CloseReason.INTERNAL_ERROR, "internal error");
    }

    private void dispatch(LdapFrame request) {
        if (request.op().hasResponse() && inFlight.isAbandoned(request.messageId(), now())) {
            answer(
                    request,
                    ResultCode.BUSY,
                    "message id " + request.messageId()
                            + " is that of an abandoned operation, which the directory server may"
                            + " still answer: use another one");
            return;
        }
        try {
            switch (request.op()) {
                case UNBIND -> {
                    request.release();
                    close(CloseReason.UNBIND, "");
                }
                case ABANDON -> abandon(request);
                case BIND -> {
                    if (inFlight.hasOpenEnded()) {
                        answer(request, ResultCode.BUSY, "no bind is possible" + WHILE_OPEN_ENDED);
                    } else {
                        become(state.onBind(this, request));
                    }
                }
                case EXTENDED -> {
                    if (!isStartTls(request)) {
                        become(state.onOperation(this, request));
                    } else if (inFlight.hasOpenEnded()) {
                        answer(request, ResultCode.OPERATIONS_ERROR, "no StartTLS is possible" + WHILE_OPEN_ENDED);
                    } else {
                        become(state.onStartTls(this, request));
                    }
                }
                default -> become(state.onOperation(this, request));
            }
        } catch (LdapProtocolException e) {
            if (request.op() != LdapOp.ABANDON) {
                // Those that are parked came behind it; an abandon does not wait for those before it.
                reportParked();
            }
            request.release();
            onProtocolError(e);
        }
    }

    /**
     * RFC 4511 section 4.2.1: nothing during a bind, and no bind (nor StartTLS, section 4.14.1) while anything is in flight. A search
     * that may never end is not waited for: {@link #dispatch} refuses the bind, as Active Directory and Samba do.
     */
    private boolean mustWait(LdapFrame request) {
        if (state.isBinding() || inFlight.size() >= context.limits().operationsInFlight()) {
            return true;
        }
        boolean busy = !inFlight.isEmpty() || upstream.isMidResponse();
        return busy && (request.op() == LdapOp.BIND || isStartTls(request)) && !inFlight.hasOpenEnded();
    }

    private static boolean isStartTls(LdapFrame request) {
        try {
            return request.op() == LdapOp.EXTENDED && RequestView.isExtended(request, LdapReplies.START_TLS);
        } catch (LdapProtocolException e) {
            return false;
        }
    }

    private void abandon(LdapFrame request) throws LdapProtocolException {
        int id = RequestView.abandonedId(request);
        Operation operation = inFlight.get(id);
        if (operation != null && operation.op() != LdapOp.BIND) {
            inFlight.remove(id);
            if (operation.isSent()) {
                inFlight.abandoned(id, now());
                upstream.sendUnanswered(request);
            }
            end(operation, Operation.NO_RESULT);
        } else {
            parked.removeIf(waiting -> {
                boolean abandoned = waiting.messageId() == id && waiting.op() != LdapOp.BIND;
                if (abandoned) {
                    waiting.release();
                }
                return abandoned;
            });
        }
        request.release();
    }

    /** Closed is terminal. A session that began to end during the event goes on to its end. */
    private void become(SessionState next) {
        if (state instanceof SessionState.Draining draining) {
            state = draining.still(next);
        } else if (!(state instanceof SessionState.Closed)) {
            state = next;
        }
    }

    private Operation begin(LdapFrame request) throws LdapProtocolException {
        if (inFlight.get(request.messageId()) != null) {
            throw new LdapProtocolException("message id " + request.messageId() + " is in flight already");
        }
        Operation operation = operations.begin(requests++, request, now());
        inFlight.add(operation);
        return operation;
    }

    /** Answers an operation in flight from here. */
    private void refuse(Operation operation, int code, String text) {
        inFlight.remove(operation.messageId());
        output.send(LdapReplies.result(channel.alloc(), operation.op(), operation.messageId(), code, text));
        end(operation, code);
    }

    /** After anything that may have made room: what was parked goes on, a draining session may end, all is flushed. */
    private void goOn() {
        output.sendDelayed();
        dispatchParked();
        while (decoder.isPaused() && parked.size() <= MAX_PARKED / 2) {
            decoder.resume();
            dispatchParked();
        }
        if (isAnswered()) {
            become(state.onAnswered(this));
        }
        upstream.flush();
        output.flush();
        updateReading();
        reportBytes();
        eventNanos = 0;
    }

    /** The time of what is going on: all that came in one read came at once, and to read the clock costs as much as a request. */
    private long now() {
        if (eventNanos == 0) {
            eventNanos = clock.nanoTime();
        }
        return eventNanos;
    }

    private void dispatchParked() {
        while (!parked.isEmpty() && !mustWait(parked.element())) {
            dispatch(parked.remove());
        }
    }

    /** For a request that waits when its client is gone. */
    private void reportUnanswered(LdapFrame request) {
        Operation operation = beginHere(request);
        if (operation != null) {
            end(operation, Operation.NO_RESULT);
        }
    }

    /** An operation that goes to no server; null for a request that is none. */
    private @Nullable Operation beginHere(LdapFrame request) {
        try {
            return operations.begin(requests++, request, now());
        } catch (LdapProtocolException e) {
            request.release();
            return null;
        }
    }

    /** @param code {@link Operation#NO_RESULT} where there is none */
    private void end(Operation operation, int code) {
        operation.end(code, now());
        report(operation);
    }

    /** The last that is heard of it. */
    private void report(Operation operation) {
        timers.active(operation.endedNanos());
        context.metrics().operation(operation);
        context.accessLog().operation(this, operation);
        operations.end(operation);
    }

    private void reportBytes() {
        context.metrics().bytes(receivedBytes, output.takeBytes());
        receivedBytes = 0;
    }

    @Override
    public long session() {
        return number;
    }

    @Override
    public String listener() {
        return entry.listener();
    }

    @Override
    public String clientAddress() {
        if (clientAddress == null) {
            clientAddress = ClientAddress.of(channel);
        }
        return clientAddress;
    }

    @Override
    public @Nullable String tlsVersion() {
        return tlsVersion;
    }

    @Override
    public @Nullable String cipher() {
        return cipher;
    }

    @Override
    public @Nullable String keyExchange() {
        return keyExchange;
    }

    @Override
    public @Nullable Utf8Text identity() {
        Identity identity = state.identity();
        return identity == null ? null : identity.name();
    }

    @Override
    public byte @Nullable [] logged() {
        return logged;
    }

    @Override
    public void logged(byte[] text) {
        logged = text;
    }
}
