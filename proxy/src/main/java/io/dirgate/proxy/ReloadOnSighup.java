package io.dirgate.proxy;

import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.ConfigLoader;
import io.dirgate.proxy.reload.ReloadException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reloads the configuration on SIGHUP. If the new configuration is invalid, the running one stays in effect. */
final class ReloadOnSighup {
    private static final Logger log = LoggerFactory.getLogger(ReloadOnSighup.class);

    private static final String REFUSED = "the changed configuration is refused, see the log; ";

    private final Path file;
    private final Gateway gateway;
    private final SdNotify serviceManager;
    private final StatusLine status;

    ReloadOnSighup(Path file, Gateway gateway, SdNotify serviceManager, StatusLine status) {
        this.file = file;
        this.gateway = gateway;
        this.serviceManager = serviceManager;
        this.status = status;
    }

    /** Handles the signal from now on, instead of ending the process. */
    void await() {
        try {
            // Java has no public API for signals. Reflection avoids a compiler warning that cannot be suppressed.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object before = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), reloading(handler));
            if (before == handler.getField("SIG_IGN").get(null)) {
                log.warn(
                        "SIGHUP was ignored when the gateway was started, for example by nohup, and Java cannot change this:"
                                + " a changed configuration needs a restart");
            }
        } catch (ReflectiveOperationException e) {
            log.atWarn()
                    .addKeyValue("reason", e.toString())
                    .log("this Java has no signal API: SIGHUP will end the gateway");
        }
    }

    private Object reloading(Class<?> handler) {
        return Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    if (method.getName().equals("handle")) {
                        reload();
                        return null;
                    }
                    return method.invoke(this, arguments);
                });
    }

    /** One at a time: of two signals the second reads the file last. */
    private synchronized void reload() {
        serviceManager.reloading();
        String refused = "";
        try {
            gateway.reload(ConfigLoader.load(file));
        } catch (ConfigException e) {
            refused = REFUSED;
            gateway.refuse(e);
        } catch (ReloadException e) {
            refused = REFUSED;
        } finally {
            serviceManager.ready(refused + status.taken());
        }
    }
}
