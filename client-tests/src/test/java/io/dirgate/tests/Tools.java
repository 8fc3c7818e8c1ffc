package io.dirgate.tests;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Where the programs of this machine are. */
final class Tools {
    /** Debian's interpreter, the one that sees Debian's python3-ldap whatever else the PATH holds. */
    static final String PYTHON = "/usr/bin/python3";

    private Tools() {}

    static boolean present(String need) {
        return switch (need) {
            case Needs.ROOT -> "root".equals(System.getProperty("user.name"));
            case Needs.PYTHON_LDAP -> Files.exists(Path.of("/usr/lib/python3/dist-packages/ldap/__init__.py"));
            default -> candidates(need).anyMatch(Files::isExecutable);
        };
    }

    /** The program's path; servers live in /usr/sbin, which an ordinary PATH need not hold. */
    static String path(String program) {
        return candidates(program)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(program + " is not installed: name it in @Needs"))
                .toString();
    }

    private static Stream<Path> candidates(String program) {
        Stream<String> folders = Arrays.stream(System.getenv("PATH").split(File.pathSeparator));
        return Stream.concat(folders, Stream.of("/usr/sbin", "/sbin"))
                .map(folder -> Path.of(folder).resolve(program));
    }
}
