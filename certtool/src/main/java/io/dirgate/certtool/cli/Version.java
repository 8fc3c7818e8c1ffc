package io.dirgate.certtool.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}: version and revision of the build, and the Java that runs it. */
public final class Version implements IVersionProvider {
    private final String name;

    public Version(String name) {
        this.name = name;
    }

    /** Gives a command and all below it this version. */
    public void apply(CommandLine line) {
        line.getCommandSpec().versionProvider(this);
        line.getSubcommands().values().forEach(this::apply);
    }

    @Override
    public String[] getVersion() {
        Properties build = build();
        return new String[] {
            name + " " + build.getProperty("version") + ", revision " + build.getProperty("revision"),
            "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                    + System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                    + System.getProperty("os.arch")
        };
    }

    /** The properties that the build has written. */
    private static Properties build() {
        Properties build = new Properties();
        try (InputStream file = Version.class.getResourceAsStream("/io/dirgate/certtool/build.properties")) {
            if (file != null) {
                build.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return build;
    }
}
