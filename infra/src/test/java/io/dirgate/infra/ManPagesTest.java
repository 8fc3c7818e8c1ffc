package io.dirgate.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPagesTest {
    private static final List<ManPage> PAGES = ManPages.all("dirgate 1.2.3");

    @Test
    void everyCommandHasAPageUnderTheNameThatIsInstalled() {
        assertThat(PAGES.stream().map(ManPage::name))
                .doesNotHaveDuplicates()
                .contains("dirgate", "dirgate-run", "dirgate-check", "dirgate-certtool", "dirgate-certtool-ca-issue");
        assertThat(page("dirgate-certtool-key"))
                .contains(".SH SYNOPSIS\n.nf\ndirgate\\-certtool key [")
                .contains("\ndirgate\\-certtool key \\-\\-out privatekey.pem\n");
    }

    @Test
    void everyPageSaysWhatTheCommandIsFor() {
        assertThat(PAGES)
                .allSatisfy(page -> assertThat(page.text()).containsPattern("\\.SH NAME\n\\S+ \\\\- \\S+ .+\n"));
    }

    @Test
    void theFormatterHasNoComplaint(@TempDir Path folder) throws Exception {
        Tool.require("groff");
        Path all = folder.resolve("all");
        try (OutputStream file = Files.newOutputStream(all)) {
            for (ManPage page : PAGES) {
                file.write(page.text().getBytes(StandardCharsets.UTF_8));
            }
        }

        // Lines that cannot be filled evenly (break) are no fault of the page.
        assertThat(Tool.run("groff", "-man", "-ww", "-Wbreak", "-K", "utf8", "-Tutf8", "-z", all)
                        .mustSucceed())
                .isEmpty();
    }

    private static String page(String name) {
        return PAGES.stream()
                .filter(page -> page.name().equals(name))
                .findFirst()
                .orElseThrow()
                .text();
    }
}
