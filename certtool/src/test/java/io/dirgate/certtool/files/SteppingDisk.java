package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.file.Path;

/** A disk that does something of its own before each change. */
public final class SteppingDisk implements Disk {
    /** What happens before a change. */
    public interface Before {
        void step(int number) throws IOException;
    }

    private final Disk disk = Disk.real();
    private final Before before;
    private int steps;

    public SteppingDisk(Before before) {
        this.before = before;
    }

    /** How many changes there were. */
    public int steps() {
        return steps;
    }

    private void step() throws IOException {
        before.step(steps++);
    }

    @Override
    public void create(Path file, byte[] content, Access access) throws IOException {
        step();
        disk.create(file, content, access);
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        step();
        disk.append(file, content);
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        step();
        disk.truncate(file, length);
    }

    @Override
    public void createFolder(Path folder, Access access) throws IOException {
        step();
        disk.createFolder(folder, access);
    }

    @Override
    public void createLink(Path link, Path target) throws IOException {
        step();
        disk.createLink(link, target);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        disk.rename(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        step();
        disk.delete(path);
    }

    @Override
    public void copyOwner(Path from, Path to) throws IOException {
        step();
        disk.copyOwner(from, to);
    }

    @Override
    public FolderLock lock(Path folder) throws IOException {
        return disk.lock(folder);
    }
}
