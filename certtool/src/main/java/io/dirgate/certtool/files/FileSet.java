package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Files that belong together, such as a key and its certificate: a reader never finds one of the old set beside one of the new.
 *
 * <p>A set that does not exist yet is written as plain files, the anchor (the key) last. A set that is replaced becomes a folder of
 * its own, and the names lead there through one link; renaming that link changes all of them in one step, as Kubernetes does it
 * for mounted secrets. The set before the present one is kept beside it for the way back. Sets are written under the folder's lock.
 */
public final class FileSet {
    private static final class Member {
        final Path target;
        final byte[] content;
        final Access access;

        Member(Path target, byte[] content, Access access) {
            this.target = target;
            this.content = content;
            this.access = access;
        }

        String name() {
            return String.valueOf(target.getFileName());
        }

        boolean exists() {
            return Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private final Disk disk;
    private final Path anchor;
    private final Path folder;
    private final Path current;
    private final List<Member> members = new ArrayList<>();

    /** @param anchor the file that names the set and appears last, the key */
    public FileSet(Disk disk, Path anchor) {
        this.disk = disk;
        this.anchor = anchor.toAbsolutePath().normalize();
        this.folder = Objects.requireNonNull(this.anchor.getParent(), "a file in a folder");
        this.current = linkOf(this.anchor);
    }

    /** The link through which the names of a set lead to its present version. */
    static Path linkOf(Path anchor) {
        return anchor.resolveSibling("." + anchor.getFileName() + ".set");
    }

    /** Adds a file; all names in a set differ, whatever their folders. */
    public FileSet add(Path target, byte[] content, Access access) {
        Member member = new Member(target.toAbsolutePath().normalize(), content, access);
        if (members.stream().anyMatch(other -> other.name().equals(member.name()))) {
            throw new IllegalArgumentException("two files named " + member.name() + " in one set");
        }
        members.add(member);
        return this;
    }

    /** The files' names, in the order in which they were added. */
    public List<Path> targets() {
        Path here = Path.of("").toAbsolutePath();
        return members.stream()
                .map(member -> member.target.startsWith(here) ? here.relativize(member.target) : member.target)
                .toList();
    }

    /** Says early, before any costly or irreversible step, that a file is in the way. */
    public void refuseExisting(boolean replace) throws FileSystemException {
        for (Member member : members) {
            AtomicFile.refuseFolder(member.target.getParent());
            if (Files.isDirectory(member.target)) {
                throw AtomicFile.refusal(member.target, "is a folder; a file is to be written there");
            }
            if (!replace && member.exists()) {
                throw AtomicFile.refusal(
                        member.target, "already exists and is left as it is; give --force to replace it");
            }
        }
    }

    /** Writes all of them; folders that do not exist are made. */
    public void write(boolean replace) throws IOException {
        refuseExisting(replace);
        for (Member member : members) {
            Path home = member.target.getParent();
            if (home != null && !Files.isDirectory(home)) {
                disk.createFolder(home, Access.PUBLIC);
            }
        }
        try (FolderLock lock = disk.lock(folder)) {
            refuseExisting(replace);
            if (members.stream().noneMatch(Member::exists)) {
                writePlainly();
            } else {
                exchange();
            }
        }
    }

    private void writePlainly() throws IOException {
        List<Member> anchorLast = Stream.concat(
                        members.stream().filter(member -> !member.target.equals(anchor)),
                        members.stream().filter(member -> member.target.equals(anchor)))
                .toList();
        for (Member member : anchorLast) {
            disk.delete(AtomicFile.temporary(member.target));
            disk.create(AtomicFile.temporary(member.target), member.content, member.access);
        }
        for (Member member : anchorLast) {
            disk.rename(AtomicFile.temporary(member.target), member.target);
        }
    }

    private void exchange() throws IOException {
        Path next = newVersion();
        for (Member member : members) {
            Path copy = next.resolve(member.name());
            disk.create(copy, member.content, member.access);
            if (Files.exists(member.target)) {
                disk.copyOwner(member.target, copy);
            }
        }
        gatherPresentFiles();
        for (Member member : members) {
            if (!member.exists()) {
                disk.createLink(member.target, wayTo(member));
            }
        }
        Path previous = Files.isSymbolicLink(current) ? currentVersion() : next;
        switchTo(next);
        removeVersionsExcept(next, previous);
    }

    /** Copies the files as they are into a version and lets their names lead there: their content stays the same at each step. */
    private void gatherPresentFiles() throws IOException {
        boolean gathered = true;
        for (Member member : members) {
            gathered &= !member.exists() || leadsThroughLink(member);
        }
        if (gathered) {
            return;
        }
        Path present = newVersion();
        for (Member member : members) {
            if (Files.exists(member.target)) {
                Path copy = present.resolve(member.name());
                disk.create(copy, Files.readAllBytes(member.target), member.access);
                disk.copyOwner(member.target, copy);
            }
        }
        switchTo(present);
        for (Member member : members) {
            if (member.exists() && !leadsThroughLink(member)) {
                Path temporary = AtomicFile.temporary(member.target);
                disk.delete(temporary);
                disk.createLink(temporary, wayTo(member));
                disk.rename(temporary, member.target);
            }
        }
    }

    private void switchTo(Path version) throws IOException {
        lead(disk, current, version);
    }

    static void lead(Disk disk, Path current, Path version) throws IOException {
        Path temporary = AtomicFile.temporary(current);
        disk.delete(temporary);
        disk.createLink(temporary, version.getFileName());
        disk.rename(temporary, current);
    }

    private boolean leadsThroughLink(Member member) throws IOException {
        return Files.isSymbolicLink(member.target)
                && Files.readSymbolicLink(member.target).equals(wayTo(member));
    }

    private Path wayTo(Member member) {
        Path through = current.resolve(member.name());
        return folder.equals(member.target.getParent()) ? folder.relativize(through) : through;
    }

    private Path newVersion() throws IOException {
        Path version = current.resolveSibling(current.getFileName() + "-" + UUID.randomUUID());
        // Readable by all, since a certificate may be; the key inside keeps its own rights.
        disk.createFolder(version, Access.PUBLIC);
        return version;
    }

    private Path currentVersion() throws IOException {
        return current.resolveSibling(Files.readSymbolicLink(current));
    }

    static List<Path> versions(Path current) throws IOException {
        String start = current.getFileName() + "-";
        try (Stream<Path> entries = Files.list(current.resolveSibling("."))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(start))
                    .map(entry -> current.resolveSibling(entry.getFileName()))
                    .toList();
        }
    }

    /** Versions are written only under the lock, so all other versions are from runs that have ended. */
    private void removeVersionsExcept(Path next, Path previous) throws IOException {
        for (Path version : versions(current)) {
            if (!version.equals(next) && !version.equals(previous)) {
                disk.delete(version);
            }
        }
    }
}
