package io.dirgate.proxy.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parses single values. An error message begins with the value in quotes, followed by the permitted values. */
final class Scalars {
    private static final Set<Class<?>> KNOWN =
            Set.of(String.class, int.class, boolean.class, Duration.class, Path.class, Endpoint.class, Network.class);
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,10})([a-zA-Z]*)");

    private final Path folder;

    Scalars(Path folder) {
        this.folder = folder;
    }

    boolean know(Class<?> type) {
        return type.isEnum() || KNOWN.contains(type);
    }

    /** @throws IllegalArgumentException describes the fault for people */
    Object parse(Class<?> type, Setting setting, String text) {
        if (type == String.class) {
            return setting.output() ? output(text) : text;
        } else if (type == int.class) {
            return (int) amount(setting, text, setting.bytes() ? "size" : "number");
        } else if (type == Duration.class) {
            return Duration.ofMillis(amount(setting, text, "time"));
        } else if (type == boolean.class) {
            return bool(text);
        } else if (type == Path.class) {
            return readable(text);
        } else if (type == Endpoint.class) {
            return Endpoint.parse(text);
        } else if (type == Network.class) {
            return Network.parse(text);
        }
        return constant(type, text);
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(quoted(text) + " is not true or false"
                        + switch (text.toLowerCase(Locale.ROOT)) {
                            case "yes", "on", "y", "1", "true" -> "; write true";
                            case "no", "off", "n", "0", "false" -> "; write false";
                            default -> "";
                        });
        };
    }

    private static long amount(Setting setting, String text, String kind) {
        long value = amount(text, kind);
        if (value < amount(setting.atLeast(), kind) || value > amount(setting.atMost(), kind)) {
            throw new IllegalArgumentException("%s is not a %s from %s to %s%s"
                    .formatted(
                            quoted(text),
                            kind,
                            setting.atLeast(),
                            setting.atMost(),
                            Objects.requireNonNullElse(LikelyAmount.insteadOf(text, kind), example(kind))));
        }
        return value;
    }

    /** Milliseconds, bytes or the plain number; -1 if the text is invalid. */
    private static long amount(String text, String kind) {
        Matcher matcher = AMOUNT.matcher(text);
        long unit = matcher.matches() ? unit(kind, matcher.group(2)) : -1;
        return unit < 0 ? -1 : Long.parseLong(matcher.group(1)) * unit;
    }

    static long unit(String kind, String unit) {
        return switch (kind + " " + unit) {
            case "number ", "size ", "time ms" -> 1;
            case "size KiB" -> 1 << 10;
            case "size MiB" -> 1 << 20;
            case "time s" -> 1_000;
            case "time m" -> 60_000;
            case "time h" -> 3_600_000;
            default -> -1;
        };
    }

    private static String example(String kind) {
        return switch (kind) {
            case "size" -> ", such as 200000, 256KiB or 16MiB";
            case "time" -> ", such as 150ms, 3s, 2m or 1h";
            default -> "";
        };
    }

    private Path readable(String text) {
        Path path = resolved(text);
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(
                    Files.isSymbolicLink(path)
                            ? path + " is a link to a file that does not exist"
                            : path + " does not exist");
        }
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is a folder; name a file");
        }
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException(
                    "%s is not readable for the user %s".formatted(path, System.getProperty("user.name")));
        }
        return path;
    }

    private String output(String text) {
        if (text.equals("-")) {
            return text;
        }
        Path path = resolved(text);
        Path parent = path.getParent();
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is a folder; name a file in it");
        }
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IllegalArgumentException(path + " cannot be written: its folder does not exist");
        }
        if (!Files.isWritable(Files.exists(path) ? path : parent)) {
            throw new IllegalArgumentException(
                    "%s is not writable for the user %s".formatted(path, System.getProperty("user.name")));
        }
        return path.toString();
    }

    private Path resolved(String text) {
        try {
            return folder.resolve(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(quoted(text) + " is not the name of a file", e);
        }
    }

    private static Object constant(Class<?> type, String text) {
        List<?> constants = Arrays.asList(type.getEnumConstants());
        return constants.stream()
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is not one of %s%s".formatted(quoted(text), words(type), inOtherLetters(constants, text))));
    }

    private static String inOtherLetters(List<?> constants, String text) {
        return constants.stream()
                .map(Scalars::word)
                .filter(word -> word.replaceAll("[_-]", "").equalsIgnoreCase(text.replaceAll("[_-]", "")))
                .findFirst()
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
    }

    /** All values of an enum in the notation of the file. */
    static String words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(Scalars::word).collect(Collectors.joining(", "));
    }

    /** {@code START_TLS} becomes {@code startTls}, unless the enum defines another name. */
    private static String word(Object constant) {
        String name = ((Enum<?>) constant).name();
        if (!constant.toString().equals(name)) {
            return constant.toString();
        }
        StringBuilder word = new StringBuilder();
        for (String part : name.toLowerCase(Locale.ROOT).split("_")) {
            word.append(word.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return word.toString();
    }

    /** On one line and shortened, because a misplaced quote can turn half of the file into one value. */
    static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return '"' + (line.length() > 80 ? line.substring(0, 80) + "…" : line) + '"';
    }
}
