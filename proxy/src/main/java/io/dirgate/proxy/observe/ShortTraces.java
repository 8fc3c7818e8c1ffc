package io.dirgate.proxy.observe;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;

/**
 * Prints a stack trace for a defect of this program, but only one line for a library's report about a peer or the
 * network. Referenced in {@code logback.xml}.
 */
public final class ShortTraces extends ThrowableProxyConverter {
    private static final String OWN = "io.dirgate.";

    @Override
    public String convert(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown != null && !event.getLoggerName().startsWith(OWN) && isOfTheNetwork(thrown)
                ? last(thrown).getClassName() + ": " + last(thrown).getMessage() + System.lineSeparator()
                : super.convert(event);
    }

    private static boolean isOfTheNetwork(IThrowableProxy thrown) {
        for (IThrowableProxy each = thrown; each != null; each = each.getCause()) {
            String name = each.getClassName();
            if (name.startsWith("java.io.")
                    || name.startsWith("java.net.")
                    || name.startsWith("javax.net.ssl.")
                    || name.startsWith("java.nio.channels.")
                    || name.startsWith("io.netty.channel.unix.Errors$")
                    || name.startsWith("io.netty.handler.codec.")) {
                return true;
            }
        }
        return false;
    }

    private static IThrowableProxy last(IThrowableProxy thrown) {
        IThrowableProxy last = thrown;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return last;
    }
}
