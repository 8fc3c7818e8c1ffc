package io.dirgate.certtool.check;

import io.dirgate.certtool.probe.Stage;

/**
 * How one stage went.
 *
 * @param code what is wrong, as a stable name; {@code ok} if nothing is
 * @param detail what was found, or what is wrong and where to change it
 */
public record Step(Stage stage, Status status, String code, String detail) {
    /** From good to bad. */
    public enum Status {
        OK,
        SKIPPED,
        WARNING,
        FAILED
    }

    static Step ok(Stage stage, String detail) {
        return new Step(stage, Status.OK, "ok", detail);
    }

    static Step skipped(Stage stage, String detail) {
        return new Step(stage, Status.SKIPPED, "skipped", detail);
    }

    static Step warning(Stage stage, String code, String detail) {
        return new Step(stage, Status.WARNING, code, detail);
    }

    static Step failed(Stage stage, String code, String detail) {
        return new Step(stage, Status.FAILED, code, detail);
    }
}
