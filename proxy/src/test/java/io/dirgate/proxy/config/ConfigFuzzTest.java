package io.dirgate.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the file, the loader answers with a configuration or with problems. */
class ConfigFuzzTest {
    private static final String SEED = """
            listeners:
              - address: "[::1]:636"
                tls: { certificates: [ { certificate: a, privateKey: b } ], protocols: [ TLSv1.2 ] }
                startTls: off
                proxyProtocol: { from: [ 10.0.0.0/8, "::/0" ] }
            directory:
              servers: [ 10.0.1.10:389, { address: dc2:389, priority: 2 } ]
              tls: { insecure: true }
              health: { interval: 150ms, fall: 3 }
            limits: { requestSize: 16MiB }
            admin: off
            """;
    private static final List<String> PIECES = List.of(
            "off",
            "null",
            "~",
            "*a",
            "&a ",
            "<<: ",
            "!!int ",
            "? ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            ": ",
            "\n",
            "\t",
            "'",
            "\"",
            "|",
            ">",
            "%YAML 9.9",
            "---",
            "...",
            "#",
            "99999999999999999999",
            "-1",
            "0x10",
            "1e9",
            "\u0000",
            "\ud800",
            "😀",
            "address",
            "servers",
            "tls",
            "::ffff:1.2.3.4",
            "/129",
            "@",
            "`",
            "!!binary ",
            "a: &x [*x]");

    @TempDir
    Path folder;

    @Test
    void nothingButConfigExceptionIsEverThrown() {
        Random random = new Random(20240229);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(SEED);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                edit(text, random);
            }
            try {
                ConfigLoader.parse(text.toString(), folder);
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty().doesNotContain("").allMatch(problem -> problem.length() < 1_000);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(4_000);
    }

    private static void edit(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + random.nextInt(12));
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        switch (random.nextInt(4)) {
            case 0 -> text.insert(at, piece);
            case 1 -> text.delete(at, to);
            case 2 -> text.replace(at, to, piece);
            default -> text.insert(at, (char) random.nextInt(0x10000));
        }
    }
}
