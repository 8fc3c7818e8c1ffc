package io.dirgate.proxy.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The differences between two configurations, by YAML path. */
public final class Changes {
    private final Map<String, Live> paths = new LinkedHashMap<>();

    private Changes() {}

    /** @return for example {@code limits.connections}, {@code listeners[0].tls}; empty if there is no difference */
    public static List<String> between(GatewayConfig old, GatewayConfig now) {
        return List.copyOf(of(old, now).keySet());
    }

    /** The changed settings that require a restart. */
    public static List<String> needingRestart(GatewayConfig old, GatewayConfig now) {
        return of(old, now).entrySet().stream()
                .filter(change -> change.getValue() == Live.RESTART)
                .map(Map.Entry::getKey)
                .toList();
    }

    static Map<String, Live> of(Record old, Record now) {
        Changes changes = new Changes();
        changes.compare("", Live.NOW, old, now);
        return changes.paths;
    }

    private void compare(String path, Live live, @Nullable Object old, @Nullable Object now) {
        if (Objects.equals(old, now)) {
            return;
        }
        if (old instanceof Record one && now instanceof Record other && one.getClass() == other.getClass()) {
            for (RecordComponent component : one.getClass().getRecordComponents()) {
                Setting setting = component.getAnnotation(Setting.class);
                if (setting == null) {
                    // Not a section but a value, such as an address.
                    paths.put(path, live);
                    return;
                }
                String inner = path.isEmpty() ? component.getName() : path + "." + component.getName();
                compare(inner, setting.live().within(live), value(component, one), value(component, other));
            }
        } else if (old instanceof List<?> one && now instanceof List<?> other && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                compare(path + "[" + i + "]", live, one.get(i), other.get(i));
            }
        } else {
            paths.put(path, live);
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
