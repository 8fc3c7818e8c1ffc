package io.dirgate.certtool.pki;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/**
 * The text form of RFC 7468: blocks between BEGIN and END lines, anything around them ignored. Reads what Windows, shells and clouds
 * make of such text: byte order marks, UTF-16, any line ends or none, blocks glued together, line ends written as {@code \n}. A block
 * is read whole or refused; none is passed over.
 */
public final class Pem {
    private static final Pattern BOUNDARY = Pattern.compile("-----(BEGIN|END) ([^\\r\\n]*?)-----");

    /** A line that somebody meant as a boundary: dashes lost, or made typographic by a word processor. */
    private static final Pattern DAMAGED =
            Pattern.compile("[-\\u2010-\\u2015\\u2212]\\s*\\b(BEGIN|END) [A-Z0-9#]{2,}[A-Z0-9 #]*(?![a-z])");

    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9-]+):\\s*(.*)");
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|\\r|\\n");
    private static final Pattern BLANK = Pattern.compile("[\\s\\u00a0\\ufeff]|\\\\[rn]");

    /** How a text with blocks shows its width. */
    private static final String NARROW = "-BEGIN ";

    private static final String WIDE =
            new String(NARROW.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);

    private Pem() {}

    /** One block. */
    static final class Block {
        private final String type;
        private final Map<String, String> headers;
        private final byte[] content;
        private final int line;

        Block(String type, Map<String, String> headers, byte[] content, int line) {
            this.type = type;
            this.headers = headers;
            this.content = content;
            this.line = line;
        }

        String type() {
            return type;
        }

        /** Those of RFC 1421, which only encrypted keys of old have. */
        Map<String, String> headers() {
            return headers;
        }

        byte[] content() {
            return content;
        }

        /** The line of its BEGIN, from 1. */
        int line() {
            return line;
        }

        /** The block as other software takes it. */
        PemObject object() {
            List<PemHeader> all = new ArrayList<>();
            headers.forEach((name, value) -> all.add(new PemHeader(name, value)));
            return new PemObject(type, all, content);
        }
    }

    /**
     * All blocks in order; empty if there is none, which is then DER or something else.
     *
     * @param origin names the text in an error
     */
    static List<Block> blocks(byte[] content, String origin) {
        return new Parser(text(content, origin), origin).blocks();
    }

    /** The characters of a text, which may begin with a byte order mark, and of which some editors of Windows make UTF-16. */
    private static String text(byte[] content, String origin) {
        String bytes = new String(content, StandardCharsets.ISO_8859_1);
        int wide = bytes.indexOf(WIDE);
        if (wide >= 0 && bytes.contains(NARROW)) {
            throw new Failure(origin + ": texts in UTF-16 and in UTF-8 are joined in it; save all of it in UTF-8");
        }
        boolean little = bytes.startsWith("\u00ff\u00fe") || (wide >= 0 && wide % 2 == 0);
        boolean big = bytes.startsWith("\u00fe\u00ff") || wide >= 0;
        String text = new String(
                content, little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** Text that is nothing but Base64, as some CAs hand a certificate or request out; null if it is not. */
    static byte @Nullable [] bare(byte[] content, String origin) {
        String text = BLANK.matcher(text(content, origin)).replaceAll("");
        try {
            return text.startsWith("M") ? Base64.getDecoder().decode(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public static String write(String type, byte[] der) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, der));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static final class Parser {
        private final String text;
        private final String origin;
        private final List<Block> blocks = new ArrayList<>();

        Parser(String text, String origin) {
            this.text = text;
            this.origin = origin;
        }

        List<Block> blocks() {
            Matcher boundary = BOUNDARY.matcher(text);
            int read = 0;
            while (boundary.find()) {
                checkGap(read, boundary.start());
                if (boundary.group(1).equals("END")) {
                    throw fault(boundary.start(), "an END line without its BEGIN line");
                }
                int begin = boundary.start();
                int body = boundary.end();
                String type = boundary.group(2);
                if (!boundary.find()
                        || !boundary.group(1).equals("END")
                        || !boundary.group(2).equals(type)) {
                    throw fault(begin, "this " + type + " block has no END line");
                }
                add(type, begin, text.substring(body, boundary.start()));
                read = boundary.end();
            }
            checkGap(read, text.length());
            return blocks;
        }

        private void checkGap(int from, int to) {
            Matcher damaged = DAMAGED.matcher(text).region(from, to);
            if (damaged.find()) {
                throw fault(
                        damaged.start(),
                        "a " + damaged.group(1) + " line is damaged; it reads like -----BEGIN CERTIFICATE-----");
            }
        }

        private void add(String type, int begin, String body) {
            Map<String, String> headers = new LinkedHashMap<>();
            StringBuilder base64 = new StringBuilder();
            for (String line : LINE_END.split(body)) {
                Matcher header = HEADER.matcher(line);
                if (base64.isEmpty() && header.matches()) {
                    headers.put(header.group(1), header.group(2).strip());
                } else {
                    base64.append(BLANK.matcher(line).replaceAll(""));
                }
            }
            try {
                byte[] content = Base64.getDecoder().decode(base64.toString());
                if (content.length == 0) {
                    throw fault(begin, "this " + type + " block is empty");
                }
                blocks.add(new Block(type, headers, content, lineOf(begin)));
            } catch (IllegalArgumentException e) {
                throw fault(begin, "this " + type + " block is damaged, it is not Base64: " + e.getMessage());
            }
        }

        private Failure fault(int position, String what) {
            return new Failure(origin + ", line " + lineOf(position) + ": " + what);
        }

        private int lineOf(int position) {
            Matcher end = LINE_END.matcher(text).region(0, position);
            int line = 1;
            while (end.find()) {
                line++;
            }
            return line;
        }
    }
}
