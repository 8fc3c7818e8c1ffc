package io.dirgate.proxy.reload;

import java.util.List;

/** The running gateway cannot apply a configuration. Nothing has changed. */
public final class ReloadException extends Exception {
    private static final long serialVersionUID = 1;

    ReloadException(List<String> problems) {
        super(String.join("; ", problems));
    }
}
