package io.dirgate.certtool.doctor;

import io.dirgate.certtool.cli.Outcome;

/**
 * A line of the doctor's table.
 *
 * @param what was looked at: a file, a name, a server, something in AWS
 * @param state fine, warning, wrong or expired
 */
record Finding(String what, String state, String detail) {
    static Finding fine(Object what, String detail) {
        return new Finding(what.toString(), "fine", detail);
    }

    static Finding warning(Object what, String detail) {
        return new Finding(what.toString(), "warning", detail);
    }

    static Finding wrong(Object what, String detail) {
        return new Finding(what.toString(), "wrong", detail);
    }

    static Finding expired(Object what, String detail) {
        return new Finding(what.toString(), "expired", detail);
    }

    Outcome outcome() {
        return switch (state) {
            case "fine" -> Outcome.FINE;
            case "warning" -> Outcome.DUE;
            case "expired" -> Outcome.EXPIRED;
            default -> Outcome.FAILED;
        };
    }
}
