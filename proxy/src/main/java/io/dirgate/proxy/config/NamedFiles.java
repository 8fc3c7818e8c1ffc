package io.dirgate.proxy.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files that a configuration reads, by YAML path. */
public final class NamedFiles {
    private final Map<String, Path> found = new LinkedHashMap<>();

    private NamedFiles() {}

    /** @return keys such as {@code listeners[0].tls.certificates[0].privateKey} */
    public static Map<String, Path> of(GatewayConfig config) {
        NamedFiles files = new NamedFiles();
        files.look("", config);
        return files.found;
    }

    private void look(String path, @Nullable Object value) {
        if (value instanceof Path file) {
            found.put(path, file);
        } else if (value instanceof Record section) {
            for (RecordComponent component : section.getClass().getRecordComponents()) {
                String inner = path.isEmpty() ? component.getName() : path + "." + component.getName();
                look(inner, Changes.value(component, section));
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                look(path + "[" + i + "]", list.get(i));
            }
        }
    }
}
