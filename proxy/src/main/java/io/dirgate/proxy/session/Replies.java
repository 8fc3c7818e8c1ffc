package io.dirgate.proxy.session;

import io.dirgate.proxy.client.ClientOutput;
import io.dirgate.proxy.ldap.LdapReplies;
import io.dirgate.proxy.ldap.ResultCode;
import io.dirgate.proxy.operation.InFlight;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.Refusal;
import io.netty.buffer.ByteBufAllocator;

/** Ends operations with the gateway's own answer or without an answer. */
final class Replies {
    private final Accounting accounting;
    private final InFlight inFlight;
    private final ClientOutput output;
    private final ByteBufAllocator alloc;

    Replies(Accounting accounting, InFlight inFlight, ClientOutput output, ByteBufAllocator alloc) {
        this.accounting = accounting;
        this.inFlight = inFlight;
        this.output = output;
        this.alloc = alloc;
    }

    /** Answers an operation, whether or not it is in flight. */
    void answer(Operation operation, int code, String text) {
        inFlight.remove(operation);
        output.send(LdapReplies.result(alloc, operation.op(), operation.messageId(), code, text));
        accounting.end(operation, code);
    }

    void answer(Operation operation, Refusal refusal) {
        answer(operation, refusal.code(), refusal.text());
    }

    /** Writes the answer through, because TLS comes before all later bytes. */
    void agreeToStartTls(Operation startTls) {
        output.send(LdapReplies.startTlsSuccess(alloc, startTls.messageId()));
        accounting.end(startTls, ResultCode.SUCCESS);
        output.flush();
    }

    /** Ends an operation that will get no answer. */
    void giveUp(Operation operation) {
        inFlight.remove(operation);
        accounting.end(operation, Operation.NO_RESULT);
    }
}
