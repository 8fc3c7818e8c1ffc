package io.dirgate.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Takes a connection's bytes apart into answers as they arrive; what lies inside entries is counted, not kept. */
final class AnswerReader {
    /** Results are read whole; no answer to a request of this benchmark comes near it, in bytes. */
    private static final int MAX_RESULT = 4096;

    private final Answers answers;
    private final ByteBuf pending;
    /** Of the entry being read, bytes that are still to come. */
    private int toSkip;

    private int entryId;
    private int entryLength;

    /** Told of each answer once it is complete. */
    interface Answers {
        void onEntry(int messageId, int contentLength);

        void onResult(int messageId, int tag, int resultCode);
    }

    AnswerReader(ByteBufAllocator allocator, Answers answers) {
        this.answers = answers;
        pending = allocator.directBuffer(MAX_RESULT);
    }

    void read(ByteBuf in) {
        while (in.isReadable()) {
            if (toSkip > 0) {
                skip(in);
            } else if (pending.isReadable()) {
                // Rare: the beginning of a message lay at the end of the last read.
                pending.writeBytes(in, Math.min(in.readableBytes(), MAX_RESULT));
                if (readMessage(pending)) {
                    in.readerIndex(in.readerIndex() - pending.readableBytes());
                    pending.clear();
                }
            } else if (!readMessage(in)) {
                pending.writeBytes(in);
                return;
            }
        }
    }

    private void skip(ByteBuf in) {
        int step = Math.min(toSkip, in.readableBytes());
        in.skipBytes(step);
        toSkip -= step;
        if (toSkip == 0) {
            answers.onEntry(entryId, entryLength);
        }
    }

    /** False, with nothing read, if more bytes must arrive first. */
    private boolean readMessage(ByteBuf in) {
        int start = in.readerIndex();
        int available = in.readableBytes();
        if (!Ldap.isMessage(in, start)) {
            throw new WrongAnswerException("bytes that begin with 0x" + Integer.toHexString(in.getUnsignedByte(start))
                    + " where an LDAP message belongs");
        }
        if (available < 2 || available < Ldap.headerLength(in, start)) {
            return false;
        }
        int end = Ldap.headerLength(in, start) + Ldap.contentLength(in, start);
        if (available < Math.min(end, Ldap.MAX_HEADER)) {
            return false;
        }
        int id = start + Ldap.headerLength(in, start);
        int op = id + Ldap.headerLength(in, id) + Ldap.contentLength(in, id);
        int tag = in.getUnsignedByte(op);
        if (tag == Operation.SEARCH_ENTRY) {
            entryId = Ldap.number(in, id);
            entryLength = Ldap.contentLength(in, op);
            toSkip = end;
            skip(in);
            return true;
        }
        if (end > MAX_RESULT) {
            throw new WrongAnswerException("a result of " + end + " bytes");
        }
        if (available < end) {
            return false;
        }
        int code = op + Ldap.headerLength(in, op);
        answers.onResult(Ldap.number(in, id), tag, in.getUnsignedByte(code + 2));
        in.readerIndex(start + end);
        return true;
    }

    void close() {
        pending.release();
    }
}
