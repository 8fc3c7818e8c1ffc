package io.dirgate.proxy.aws;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads the AWS SDK from the folder {@code aws-sdk} next to the gateway's jar, and the room that uses it. If the SDK
 * were on the class path, every gateway would open its jars and keep their indexes in memory, even without AWS.
 */
final class SdkLoader extends URLClassLoader {
    private static final String ROOM = "io.dirgate.proxy.aws.sdk.";

    static {
        registerAsParallelCapable();
    }

    private static @Nullable Aws aws;

    private SdkLoader(URL[] urls) {
        super("aws-sdk", urls, SdkLoader.class.getClassLoader());
    }

    static synchronized Aws aws() throws AwsException {
        Aws loaded = aws;
        if (loaded == null) {
            loaded = load();
            aws = loaded;
        }
        return loaded;
    }

    private static Aws load() throws AwsException {
        Path libraries = null;
        try {
            URI own = SdkLoader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            libraries = Path.of(own).resolveSibling("aws-sdk");
            ClassLoader loader = new SdkLoader(urls(own, libraries));
            Class.forName("software.amazon.awssdk.core.SdkClient", false, loader);
            return (Aws) loader.loadClass(ROOM + "Sdk").getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | IOException | URISyntaxException e) {
            throw new AwsException(
                    "the AWS SDK, a part of this program, cannot be loaded from %s: %s".formatted(libraries, e),
                    false,
                    e);
        }
    }

    private static URL[] urls(URI own, Path libraries) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(own.toURL());
        if (Files.isDirectory(libraries)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "*.jar")) {
                for (Path jar : jars) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        return urls.toArray(URL[]::new);
    }

    /**
     * Defines the room's classes in this loader, although they are in the gateway's jar, so that they can see the SDK.
     */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(ROOM)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }
}
