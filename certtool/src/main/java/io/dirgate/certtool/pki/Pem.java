package io.dirgate.certtool.pki;

import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** The text form of RFC 7468: blocks between BEGIN and END lines, anything around them ignored. */
public final class Pem {
    private Pem() {}

    /** All blocks in order; empty if the bytes hold none, which is then DER or something else. */
    public static List<PemObject> blocks(byte[] content) throws IOException {
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader = new PemReader(new StringReader(new String(content, StandardCharsets.ISO_8859_1)))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    /** As {@link #blocks(byte[])}, and an error names the file. */
    public static List<PemObject> blocks(Path file) throws IOException {
        try {
            return blocks(Reading.bytes(file));
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new Failure(file + ": damaged PEM text: " + e.getMessage(), e);
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
}
