package io.dirgate.proxy.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a configuration file strictly: rejects unknown keys and reports all problems together. */
public final class ConfigLoader {
    private static final int LARGEST = 1 << 20;

    private ConfigLoader() {}

    /**
     * Loads a file. Paths in it are relative to its folder.
     *
     * @throws ConfigException for any fault of the file; no other exception is thrown
     */
    public static GatewayConfig load(Path file) throws ConfigException {
        return bind(file.toString(), read(file), file.toAbsolutePath().getParent());
    }

    /**
     * Same as {@link #load}, but from text.
     *
     * @param folder base of relative paths
     */
    public static GatewayConfig parse(String text, Path folder) throws ConfigException {
        return bind("configuration", text, folder.toAbsolutePath());
    }

    private static GatewayConfig bind(String name, String text, @Nullable Path folder) throws ConfigException {
        Binder binder = new Binder(folder == null ? Path.of("/") : folder);
        List<String> problems = new ArrayList<>();
        try {
            GatewayConfig config = binder.bind(GatewayConfig.class, compose(text));
            if (config != null) {
                return config;
            }
            problems.addAll(binder.problems());
        } catch (YAMLException e) {
            problems.add(SyntaxProblem.describe(e, text));
        }
        problems.addAll(LookalikeCharacters.in(text));
        throw new ConfigException(name, problems);
    }

    private static String read(Path file) throws ConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw refused(file, "is larger than 1 MiB: this is no configuration file");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused(file, "is not UTF-8 text");
        } catch (NoSuchFileException e) {
            throw refused(file, "there is no such file");
        } catch (IOException e) {
            throw refused(file, Files.isDirectory(file) ? "is a folder; name the file in it" : unreadable(e));
        }
    }

    private static String unreadable(IOException e) {
        return e instanceof AccessDeniedException
                ? "is not readable for the user " + System.getProperty("user.name")
                : "cannot be read: " + e.getMessage();
    }

    private static ConfigException refused(Path file, String says) {
        return new ConfigException(file.toString(), List.of(says));
    }

    /**
     * Parses to nodes instead of values, so that scalars keep their text: {@code off} is not a boolean, and 010 not
     * octal.
     */
    static @Nullable Node compose(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        return new Yaml(options).compose(new StringReader(text));
    }
}
