package io.dirgate.certtool.ca;

import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a CA ever did, a line each, only ever added to. A line is on the disk before its certificate is handed out. Of a crash
 * while a line is written, a last line without its end remains; what it was about has not happened.
 */
final class Index {
    private final Disk disk;
    private final Path file;
    private final Map<BigInteger, Entry.Issued> issued = new LinkedHashMap<>();
    private final Map<BigInteger, Entry.Revoked> revoked = new LinkedHashMap<>();
    private BigInteger lastCrl = BigInteger.ZERO;
    private long length;

    private Index(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    static Index read(Disk disk, Path file) throws IOException {
        Index index = new Index(disk, file);
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            try {
                index.remember(Entry.parse(text.substring(start, end)));
            } catch (RuntimeException e) {
                long line = text.substring(0, start).lines().count() + 1;
                throw new Failure(
                        file + ", line " + line + " is damaged (" + e.getMessage()
                                + "); put the file back from a backup before this CA does anything more",
                        e);
            }
            start = end + 1;
        }
        index.length = start;
        return index;
    }

    /** Adds a line; it is durable when this returns. */
    void add(Entry entry) throws IOException {
        if (Files.size(file) > length) {
            disk.truncate(file, length);
        }
        byte[] line = entry.line();
        disk.append(file, line);
        length += line.length;
        remember(entry);
    }

    private void remember(Entry entry) {
        if (entry instanceof Entry.Issued one) {
            issued.put(one.certificate().getSerialNumber(), one);
        } else if (entry instanceof Entry.Revoked one) {
            revoked.putIfAbsent(one.serial(), one);
        } else if (entry instanceof Entry.CrlSigned one) {
            lastCrl = lastCrl.max(one.number());
        }
    }

    boolean knows(BigInteger serial) {
        return issued.containsKey(serial);
    }

    boolean isRevoked(BigInteger serial) {
        return revoked.containsKey(serial);
    }

    /** In the order in which they were signed. */
    List<Entry.Issued> issued() {
        return new ArrayList<>(issued.values());
    }

    Map<BigInteger, Entry.Revoked> revoked() {
        return new LinkedHashMap<>(revoked);
    }

    BigInteger nextCrl() {
        return lastCrl.add(BigInteger.ONE);
    }
}
