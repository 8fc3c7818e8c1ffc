package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.Utf8Text;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Characters of bytes that a client calls UTF-8: what is not becomes U+FFFD. Reused, since names come with every operation. */
final class LenientUtf8 {
    /** As much as {@link OperationFacts} keeps of a name. */
    private static final int LIMIT = 1024;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes = ByteBuffer.allocate(LIMIT);
    private final CharBuffer chars = CharBuffer.allocate(LIMIT);

    /** The characters, from index 0 to {@link #length()}, good until the next call. */
    char[] decode(Utf8Text text) {
        bytes.clear().put(text.bytes(), 0, Math.min(text.length(), LIMIT)).flip();
        decoder.reset().decode(bytes, chars.clear(), true);
        decoder.flush(chars);
        return chars.array();
    }

    int length() {
        return chars.position();
    }
}
