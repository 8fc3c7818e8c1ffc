package io.dirgate.proxy.ldap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/** Encodes the few messages that the gateway itself sends. */
public final class LdapReplies {
    /** StartTLS, RFC 4511 section 4.14. */
    public static final String START_TLS = "1.3.6.1.4.1.1466.20037";

    /** Notice of Disconnection, RFC 4511 section 4.4.1. */
    static final String NOTICE_OF_DISCONNECTION = "1.3.6.1.4.1.1466.20036";

    static final int RESPONSE_NAME = 0x8a;
    private static final int REQUEST_NAME = 0x80;

    private LdapReplies() {}

    /** The final response to an operation, with an empty matched DN. */
    public static ByteBuf result(ByteBufAllocator alloc, LdapOp op, int messageId, int code, String text) {
        return response(alloc, op.responseTag(), messageId, code, text, "");
    }

    public static ByteBuf startTlsSuccess(ByteBufAllocator alloc, int messageId) {
        return response(alloc, LdapOp.EXTENDED.responseTag(), messageId, ResultCode.SUCCESS, "", START_TLS);
    }

    public static ByteBuf noticeOfDisconnection(ByteBufAllocator alloc, int code, String text) {
        return response(alloc, LdapOp.EXTENDED.responseTag(), 0, code, text, NOTICE_OF_DISCONNECTION);
    }

    public static ByteBuf startTlsRequest(ByteBufAllocator alloc, int messageId) {
        ByteBuf op = alloc.buffer(64);
        element(op, REQUEST_NAME, START_TLS);
        return message(alloc, LdapOp.EXTENDED.requestTag(), messageId, op);
    }

    /** @param abandoned message id of the operation to abandon (RFC 4511 section 4.11) */
    public static ByteBuf abandonRequest(ByteBufAllocator alloc, int messageId, int abandoned) {
        ByteBuf content = alloc.buffer(8);
        number(content, Ber.INTEGER, abandoned);
        // An AbandonRequest is the bare integer under its own tag, so skip the integer's tag and length.
        return message(alloc, LdapOp.ABANDON.requestTag(), messageId, content.skipBytes(2));
    }

    /** @param bind content of the BindRequest; this method releases it */
    public static ByteBuf bindRequest(ByteBufAllocator alloc, int messageId, ByteBuf bind) {
        return message(alloc, LdapOp.BIND.requestTag(), messageId, bind);
    }

    public static ByteBuf unbindRequest(ByteBufAllocator alloc, int messageId) {
        return message(alloc, LdapOp.UNBIND.requestTag(), messageId, alloc.buffer(0));
    }

    private static ByteBuf response(
            ByteBufAllocator alloc, int tag, int messageId, int code, String text, String responseName) {
        ByteBuf op = alloc.buffer(64 + text.length());
        number(op, Ber.ENUMERATED, code);
        element(op, Ber.OCTET_STRING, "");
        element(op, Ber.OCTET_STRING, text);
        if (!responseName.isEmpty()) {
            element(op, RESPONSE_NAME, responseName);
        }
        return message(alloc, tag, messageId, op);
    }

    private static ByteBuf message(ByteBufAllocator alloc, int tag, int messageId, ByteBuf op) {
        try {
            ByteBuf content = alloc.buffer(op.readableBytes() + 16);
            number(content, Ber.INTEGER, messageId);
            header(content, tag, op.readableBytes());
            content.writeBytes(op);
            try {
                ByteBuf message = alloc.buffer(content.readableBytes() + 6);
                header(message, Ber.SEQUENCE, content.readableBytes());
                return message.writeBytes(content);
            } finally {
                if (tag == LdapOp.BIND.requestTag()) {
                    content.setZero(0, content.writerIndex());
                }
                content.release();
            }
        } finally {
            op.release();
        }
    }

    private static void element(ByteBuf out, int tag, String text) {
        header(out, tag, ByteBufUtil.utf8Bytes(text));
        ByteBufUtil.writeUtf8(out, text);
    }

    private static void number(ByteBuf out, int tag, int value) {
        int octets = 1;
        while (octets < 4 && value >> (8 * octets - 1) != 0) {
            octets++;
        }
        header(out, tag, octets);
        for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
            out.writeByte(value >> shift);
        }
    }

    private static void header(ByteBuf out, int tag, int length) {
        out.writeByte(tag);
        if (length < 0x80) {
            out.writeByte(length);
        } else if (length < 0x100) {
            out.writeByte(0x81).writeByte(length);
        } else if (length < 0x10000) {
            out.writeByte(0x82).writeShort(length);
        } else {
            out.writeByte(0x84).writeInt(length);
        }
    }
}
