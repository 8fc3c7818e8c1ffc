package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link FileSet} whose names lead to a version that somebody has deleted. Where another version is left, they can lead to that. */
public final class LostSet {
    private final Disk disk;
    private final Path current;

    /** @param anchor the file that names the set */
    public LostSet(Disk disk, Path anchor) {
        this.disk = disk;
        this.current = FileSet.linkOf(anchor.toAbsolutePath().normalize());
    }

    /** Leads the names to the newest whole version, if they lead nowhere now and there is one. The caller has the folder's lock. */
    public boolean restore() throws IOException {
        if (!Files.isSymbolicLink(current) || Files.exists(current)) {
            return false;
        }
        Path version = newestWhole();
        if (version != null) {
            FileSet.lead(disk, current, version);
        }
        return version != null;
    }

    private @Nullable Path newestWhole() throws IOException {
        List<String> names = names();
        List<Path> whole = new ArrayList<>(FileSet.versions(current));
        whole.removeIf(version -> !names.stream().allMatch(name -> Files.exists(version.resolve(name))));
        whole.sort(Comparator.comparing(LostSet::written));
        return whole.isEmpty() ? null : whole.get(whole.size() - 1);
    }

    /** The names in this folder that lead through the link. */
    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> entries = Files.list(current.resolveSibling("."))) {
            for (Path entry : entries.filter(Files::isSymbolicLink).toList()) {
                Path target = Files.readSymbolicLink(entry);
                if (target.getNameCount() == 2 && target.startsWith(current.getFileName())) {
                    names.add(target.getFileName().toString());
                }
            }
        }
        return names;
    }

    private static FileTime written(Path version) {
        try {
            return Files.getLastModifiedTime(version, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
