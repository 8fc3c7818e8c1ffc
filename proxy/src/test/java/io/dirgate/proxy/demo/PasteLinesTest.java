package io.dirgate.proxy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PasteLinesTest {
    private final List<String> lines = new PasteLines(
                    Path.of("/tmp/dirgate-demo-1/ca.crt"), new DemoPorts(2636, 2389, 9389, 34567))
            .text()
            .lines()
            .toList();

    @Test
    void everyCommandStandsOnALineOfItsOwn() {
        assertThat(lines.stream().filter(line -> line.contains("ldapsearch ")))
                .hasSize(4)
                .allMatch(line -> line.startsWith("LDAPTLS_CACERT=/tmp/dirgate-demo-1/ca.crt ldapsearch "));
    }

    @Test
    void bothDoorsAndEveryKindOfNameAreShown() {
        assertThat(String.join("\n", lines))
                .contains("-H ldaps://127.0.0.1:2636 -D alice@corp.example.com -w Dirgate-Demo-1")
                .contains("-ZZ -H ldap://127.0.0.1:2389 -D 'CORP\\bob' -w Dirgate-Demo-1")
                .contains("-D CN=Administrator,CN=Users,DC=corp,DC=example,DC=com -w")
                .contains("http://127.0.0.1:9389/metrics");
    }

    @Test
    void whatAShellWouldReadIsQuoted() {
        assertThat(PasteLines.quoted("/tmp/a-b/ca.crt")).isEqualTo("/tmp/a-b/ca.crt");
        assertThat(PasteLines.quoted("CORP\\bob")).isEqualTo("'CORP\\bob'");
        assertThat(PasteLines.quoted("/tmp/it's here")).isEqualTo("'/tmp/it'\\''s here'");
        assertThat(PasteLines.quoted("")).isEqualTo("''");
    }
}
