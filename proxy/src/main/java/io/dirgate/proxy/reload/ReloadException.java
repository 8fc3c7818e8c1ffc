package io.dirgate.proxy.reload;

import java.util.List;

/** A configuration that cannot take effect on the running gateway, which has not changed. */
public final class ReloadException extends Exception {
    private static final long serialVersionUID = 1;

    ReloadException(List<String> problems) {
        super(String.join("; ", problems));
    }
}
