package io.dirgate.tests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The certificate tool as its users run it, from its built jar. */
final class CertificateTool {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private CertificateTool() {}

    static List<String> command() {
        Path built = HOME.resolve("certtool/target");
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + HOME.resolve("bin/certtool.jvm"),
                "-cp",
                built.resolve("certtool.jar") + ":" + built.resolve("lib") + "/*",
                "io.dirgate.certtool.Certtool");
    }

    static Ran run(String... arguments) {
        List<String> words = new ArrayList<>(command());
        words.addAll(List.of(arguments));
        return Program.of(words.get(0), words.subList(1, words.size()).toArray(String[]::new))
                .run();
    }
}
