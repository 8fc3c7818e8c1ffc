package io.dirgate.proxy.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one configuration has otherwise than another, by YAML path. */
public final class Changes {
    private final List<String> paths = new ArrayList<>();

    private Changes() {}

    /** @return for example {@code limits.connections}, {@code listeners[0].tls}; empty if nothing differs */
    public static List<String> between(GatewayConfig old, GatewayConfig now) {
        Changes changes = new Changes();
        changes.compare("", old, now);
        return changes.paths;
    }

    private void compare(String path, @Nullable Object old, @Nullable Object now) {
        if (Objects.equals(old, now)) {
            return;
        }
        if (old instanceof Record one && now instanceof Record other && one.getClass() == other.getClass()) {
            for (RecordComponent component : one.getClass().getRecordComponents()) {
                String inner = path.isEmpty() ? component.getName() : path + "." + component.getName();
                compare(inner, value(component, one), value(component, other));
            }
        } else if (old instanceof List<?> one && now instanceof List<?> other && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                compare(path + "[" + i + "]", one.get(i), other.get(i));
            }
        } else {
            paths.add(path);
        }
    }

    static @Nullable Object value(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record of this package cannot be read", e);
        }
    }
}
