package io.dirgate.proxy.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the reference of all settings from what the records say of them. */
public final class Reference {
    private static final String HEAD = """
            # Configuration reference

            Made from the configuration's records; do not edit. Times are written `150ms`, `3s`, `2m` or `1h`, sizes in bytes
            or as `256KiB` and `16MiB`. Relative paths are relative to the folder of the configuration file. Unknown keys are
            refused. Settings that may be absent can be written `off`.

            `SIGHUP` reads the file again. All of it takes effect or, if any of it cannot, nothing; no session is ended for it.
            The column *reload* says what a changed setting takes effect on: `now`, all that goes on, established sessions
            included; `new clients`, clients that connect from then on; `new server connections`, connections to directory
            servers that are made from then on; `restart`, nothing: the change is refused until the gateway is restarted.
            """;

    private final StringBuilder text = new StringBuilder(HEAD);
    private final Map<String, String> settings = new LinkedHashMap<>();

    private Reference() {}

    /** All settings by path, and what a changed one takes effect on. */
    public static Map<String, String> settings() {
        Reference reference = new Reference();
        reference.chapters();
        return reference.settings;
    }

    static String generate() {
        Reference reference = new Reference();
        reference.chapters();
        return reference.text.toString();
    }

    private void chapters() {
        for (RecordComponent section : GatewayConfig.class.getRecordComponents()) {
            chapter(section);
        }
    }

    private void chapter(RecordComponent section) {
        Class<?> type = sectionOf(section);
        text.append("\n## ").append(section.getName()).append("\n\n");
        text.append(setting(section).means()).append("\n\n");
        Shorthand shorthand = type.getAnnotation(Shorthand.class);
        if (shorthand != null) {
            text.append("`%s: …` is short for `%s: { %s: … }`.\n\n"
                    .formatted(section.getName(), section.getName(), shorthand.value()));
        }
        text.append("| path | type | default | allowed | reload | meaning |\n| --- | --- | --- | --- | --- | --- |\n");
        rows(
                type,
                section.getName() + (isList(section) ? "[]" : ""),
                setting(section).live());
    }

    private void rows(Class<?> type, String path, Live outer) {
        for (RecordComponent component : type.getRecordComponents()) {
            boolean section = Keys.isSection(isList(component) ? Keys.elementType(component) : component.getType());
            String name = path + "." + component.getName();
            Live live = setting(component).live().within(outer);
            settings.put(name, live.toString());
            text.append("| `%s` | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            name,
                            section ? (isList(component) ? "list of sections" : "section") : type(component),
                            byDefault(component, section),
                            allowed(component),
                            live,
                            setting(component).means()));
            if (section) {
                rows(sectionOf(component), name + (isList(component) ? "[]" : ""), live);
            }
        }
    }

    private static String type(RecordComponent component) {
        if (isList(component)) {
            return "list of " + type(Keys.elementType(component), setting(component));
        }
        return type(component.getType(), setting(component));
    }

    private static String type(Class<?> type, Setting setting) {
        if (type == int.class) {
            return setting.bytes() ? "size (bytes, KiB, MiB)" : "number";
        } else if (type == Duration.class) {
            return "time (ms, s, m, h)";
        } else if (type == boolean.class) {
            return "true or false";
        } else if (type == Endpoint.class) {
            return "host:port";
        } else if (type == Path.class) {
            return "file";
        } else if (type == String.class) {
            return setting.output() ? "file to write" : "text";
        }
        return type.isEnum() ? "word" : type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String byDefault(RecordComponent component, boolean section) {
        if (Keys.isNullable(component) && setting(component).byDefault().isEmpty()) {
            return "absent";
        } else if (section) {
            return isList(component) ? "required" : "";
        }
        String byDefault = setting(component).byDefault();
        return byDefault.isEmpty() ? "required" : "`" + byDefault + "`";
    }

    private static String allowed(RecordComponent component) {
        Class<?> type = isList(component) ? Keys.elementType(component) : component.getType();
        if (type.isEnum()) {
            return Scalars.words(type);
        }
        Setting setting = setting(component);
        return setting.atLeast().isEmpty() ? "" : setting.atLeast() + " to " + setting.atMost();
    }

    private static Class<?> sectionOf(RecordComponent component) {
        return isList(component) ? Keys.elementType(component) : component.getType();
    }

    private static boolean isList(RecordComponent component) {
        return component.getType() == List.class;
    }

    private static Setting setting(RecordComponent component) {
        return component.getAnnotation(Setting.class);
    }
}
