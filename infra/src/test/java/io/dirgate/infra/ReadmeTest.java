package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the READMEs' own steps do where they are run as they stand: in a clone. */
class ReadmeTest {
    private static final Pattern WRITTEN = Pattern.compile("--(?:out|out-dir|dir|key) (\\S+)");

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "README.md"})
    void keysAreWrittenOutsideOfTheWorkTree(String readme) throws Exception {
        List<MatchResult> written = WRITTEN.matcher(String.join(
                        "\n",
                        Files.readString(Path.of(readme))
                                .lines()
                                .filter(line -> line.contains("bin/certtool"))
                                .toList()))
                .results()
                .toList();

        assertThat(written).hasSizeGreaterThan(2).allSatisfy(path -> assertThat(path.group(1))
                .startsWith("~/"));
    }
}
