package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the archive, and so package and image, says of the libraries in it. */
class ThirdPartyIT {
    @TempDir
    Path folder;

    @BeforeEach
    void unpack() throws Exception {
        Tool.require("tar");
        Tool.run("tar", "-xzf", Packed.archive(), "-C", folder, "--strip-components=1")
                .mustSucceed();
    }

    /** Names of jars without the version and what follows it. */
    private List<String> libraries() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .map(name -> name.replaceFirst("-[0-9].*", "").replaceFirst("\\.jar$", ""))
                    .filter(name -> !List.of("dirgate", "certtool", "proxy").contains(name))
                    .distinct()
                    .toList();
        }
    }

    @Test
    void theBillOfMaterialsAndTheListOfLicencesNameEachLibrary() throws Exception {
        String materials = Files.readString(folder.resolve("sbom.cdx.json"));
        String licences = Files.readString(folder.resolve("THIRD-PARTY.txt"));
        assertThat(libraries()).hasSizeGreaterThan(30).allSatisfy(library -> {
            assertThat(materials).contains("\"name\" : \"" + library + "\"");
            assertThat(licences).contains(":" + library + ":");
        });
        assertThat(licences).doesNotContain("Unknown license");
        assertThat(materials).doesNotContain("junit");
        assertThat(folder.resolve("NOTICE")).exists();
    }
}
