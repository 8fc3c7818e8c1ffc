package io.dirgate.proxy.tls;

import org.jspecify.annotations.Nullable;

/** A certificate, key, list or authority that cannot be used. The message is for people and begins with the setting. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1;

    private final String setting;
    private final String says;

    TlsException(String setting, String says) {
        this(setting, says, null);
    }

    TlsException(String setting, String says, @Nullable Throwable cause) {
        super(setting + ": " + says, cause);
        this.setting = setting;
        this.says = says;
    }

    /** The same with the setting's whole path, beginning with {@code listeners[0]} for example, as only the caller knows it. */
    public TlsException under(String path) {
        return new TlsException(path + "." + setting, says, this);
    }
}
