package io.dirgate.proxy.session;

import io.dirgate.proxy.dialect.ServerRefusal;
import io.dirgate.proxy.ldap.Controls;
import io.dirgate.proxy.ldap.LdapEnvelope;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.RequestView;
import io.dirgate.proxy.ldap.ResponseDecoder.Fate;
import io.dirgate.proxy.ldap.ResponseView;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.ResponseFilter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Handles the directory server's responses: assigns each to its operation and forwards, replaces or drops it. */
final class Responses {
    /** In bytes. If a filter needs a larger response, the operation fails. */
    static final int GATHERED = 1024 * 1024;

    private final ClientSession session;
    private final ByteBufAllocator alloc;
    /** Result of the bind that was answered in this read. */
    private int bindResult = Operation.NO_RESULT;

    Responses(ClientSession session, ByteBufAllocator alloc) {
        this.session = session;
        this.alloc = alloc;
    }

    Fate onResponse(LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        Operation operation = session.inFlight.get(envelope.messageId());
        if (operation == null || !operation.isSent()) {
            // The answer to an abandoned request. RFC 4511 section 4.11 permits it, but no client waits for it.
            if (ResponseView.isFinal(envelope)) {
                session.inFlight.abandonedEnded(envelope.messageId());
            }
            return Fate.DROP;
        }
        if (operation.isFiltered() && wants(operation, envelope)) {
            return onFiltered(operation, envelope, in);
        }
        onForwarded(operation, envelope, in);
        return Fate.PASS;
    }

    private static boolean wants(Operation operation, LdapEnvelope envelope) {
        int kind =
                switch (envelope.opTag()) {
                    case ResponseView.SEARCH_ENTRY -> ResponseFilter.ENTRIES;
                    case ResponseView.SEARCH_REFERENCE -> ResponseFilter.REFERENCES;
                    case ResponseView.INTERMEDIATE -> 0;
                    default -> ResponseFilter.RESULTS;
                };
        return (operation.filter().wanted() & kind) != 0;
    }

    private Fate onFiltered(Operation operation, LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (!envelope.isWhole(in)) {
            if (envelope.length() <= GATHERED) {
                return Fate.GATHER;
            }
            fail(operation, envelope);
            return Fate.DROP;
        }
        operation.filter().filter(envelope, in, alloc);
        if (envelope.forwardedLength() > 0) {
            onForwarded(operation, envelope, in);
        }
        return envelope.isDropped() ? Fate.DROP : Fate.PASS;
    }

    /** Ends the operation with an error in place of the response, and abandons it at the directory server. */
    private void fail(Operation operation, LdapEnvelope envelope) {
        String text = "the directory server sent a response of " + envelope.length()
                + " bytes that the gateway must change, larger than the limit of " + GATHERED
                + " bytes";
        envelope.replace(LdapReplies.result(
                alloc, operation.op(), operation.messageId(), ResultCode.ADMIN_LIMIT_EXCEEDED, text));
        session.inFlight.remove(operation);
        session.inFlight.abandoned(operation.messageId(), session.accounting.now());
        session.upstream.abandon(operation.messageId());
        session.accounting.end(operation, ResultCode.ADMIN_LIMIT_EXCEEDED);
    }

    private void onForwarded(Operation operation, LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        if (envelope.opTag() == ResponseView.SEARCH_ENTRY) {
            operation.entryDelivered(envelope.forwardedLength());
        } else if (ResponseView.isFinal(envelope)) {
            onResult(operation, envelope, in);
        } else {
            operation.partDelivered(envelope.forwardedLength());
        }
    }

    private void onResult(Operation operation, LdapEnvelope envelope, ByteBuf in) throws LdapProtocolException {
        int code = ResponseView.resultCode(envelope, in);
        String subCode = null;
        if (operation.op() == LdapOp.BIND) {
            bindResult = code;
            subCode = onBindAnswer(code, code == ResultCode.SUCCESS ? "" : ResponseView.diagnostic(envelope, in));
        } else if (operation.request().isPaged()) {
            session.memory.onPage(operation, code, Controls.pagingCookie(envelope, in));
        } else if (code == ResultCode.UNWILLING_TO_PERFORM || code == ResultCode.CONFIDENTIALITY_REQUIRED) {
            onRefusal(operation, code, envelope, in);
        }
        operation.suspectServer(code);
        session.inFlight.remove(operation);
        session.accounting.answered(operation, code, subCode, envelope.forwardedLength());
    }

    private void onRefusal(Operation operation, int code, LdapEnvelope envelope, ByteBuf in)
            throws LdapProtocolException {
        if (session.upstream.isInClear()
                && RequestView.changesPassword(operation.request().frame())) {
            warnOfRefusal(
                    "password change refused by the directory server",
                    code,
                    ServerRefusal.ofPasswordChange(code, ResponseView.diagnostic(envelope, in)));
        }
    }

    /** @return the sub-code of a refusal */
    private @Nullable String onBindAnswer(int code, String diagnostic) {
        warnOfRefusal("bind refused by the directory server", code, ServerRefusal.ofBind(code, diagnostic));
        return code == ResultCode.INVALID_CREDENTIALS ? ResponseView.subCode(diagnostic) : null;
    }

    /**
     * Every bind meets the fault until an operator fixes it. Therefore it logs one line per hour and client address.
     *
     * @param explanation null if the refusal needs none
     */
    private void warnOfRefusal(String message, int code, @Nullable String explanation) {
        long times = explanation == null ? 0 : session.accounting.setUpFault(explanation);
        if (times > 0) {
            LoggingEventBuilder line = session.accounting
                    .line(Level.WARN)
                    .addKeyValue("result", code)
                    .addKeyValue("reason", explanation);
            Accounting.log(line, times, message);
        }
    }

    /** All responses from one read have been forwarded. */
    void onRead() {
        if (bindResult != Operation.NO_RESULT) {
            int code = bindResult;
            bindResult = Operation.NO_RESULT;
            session.binds.onResult(code);
        }
    }
}
