package io.dirgate.certtool.files;

/** Does something again and again, killed one step later each time, until it survives. */
public final class KillLoop {
    /** What is done on the disk of one round. */
    public interface Deed {
        void on(Disk disk) throws Exception;
    }

    /** What must hold after the kill. */
    public interface Check {
        void afterStep(int step) throws Exception;
    }

    private KillLoop() {}

    /** @param prepare puts everything back to the start, before each round */
    public static void run(Deed prepare, Deed deed, Check check) throws Exception {
        for (boolean halfway : new boolean[] {false, true}) {
            boolean died = true;
            for (int step = 0; died; step++) {
                prepare.on(Disk.real());
                FailingDisk disk = new FailingDisk(step, halfway);
                try {
                    deed.on(disk);
                } catch (FailingDisk.Killed expected) {
                    // The next round dies one step later.
                }
                died = disk.died();
                check.afterStep(step);
            }
        }
    }
}
