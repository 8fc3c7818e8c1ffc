package io.dirgate.certtool.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A disk that dies at a chosen step: before it, or (where bytes are written) halfway through it. Nothing works after that, as after
 * a kill, so that cleaning up does not help.
 */
public final class FailingDisk implements Disk {
    /** The process is gone; nothing catches this. */
    public static final class Killed extends Error {}

    private interface Step {
        void run() throws IOException;
    }

    private final Disk disk = Disk.real();
    private final int fatalStep;
    private final boolean halfway;
    private int steps;

    /**
     * @param fatalStep the number of the step, from 0, at which the disk dies
     * @param halfway whether half of what that step writes arrives
     */
    public FailingDisk(int fatalStep, boolean halfway) {
        this.fatalStep = fatalStep;
        this.halfway = halfway;
    }

    public boolean died() {
        return steps > fatalStep;
    }

    @Override
    public void create(Path file, byte[] content, Access access) throws IOException {
        step(() -> disk.create(file, half(content), access), () -> disk.create(file, content, access));
    }

    @Override
    public void append(Path file, byte[] content) throws IOException {
        step(() -> disk.append(file, half(content)), () -> disk.append(file, content));
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
        step(() -> {}, () -> disk.truncate(file, length));
    }

    @Override
    public void createFolder(Path folder, Access access) throws IOException {
        step(() -> {}, () -> disk.createFolder(folder, access));
    }

    @Override
    public void createLink(Path link, Path target) throws IOException {
        step(() -> {}, () -> disk.createLink(link, target));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step(() -> {}, () -> disk.rename(from, to));
    }

    @Override
    public void delete(Path path) throws IOException {
        step(() -> {}, () -> disk.delete(path));
    }

    @Override
    public void copyOwner(Path from, Path to) throws IOException {
        step(() -> {}, () -> disk.copyOwner(from, to));
    }

    @Override
    public FolderLock lock(Path folder) throws IOException {
        return disk.lock(folder);
    }

    private void step(Step part, Step whole) throws IOException {
        int number = steps++;
        if (number == fatalStep && halfway) {
            part.run();
        }
        if (number >= fatalStep) {
            throw new Killed();
        }
        whole.run();
    }

    private static byte[] half(byte[] content) {
        return Arrays.copyOf(content, content.length / 2);
    }
}
