package io.dirgate.proxy.config;

/** Whether the gateway sends a Notice of Disconnection (RFC 4511 section 4.4.1) before it closes a connection through no fault of the client. */
public enum ShutdownNotice {
    OFF,
    ON
}
