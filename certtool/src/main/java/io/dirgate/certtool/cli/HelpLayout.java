package io.dirgate.certtool.cli;

import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The layout of {@code --help}: examples are never wrapped, so that they can be copied. */
public final class HelpLayout {
    private HelpLayout() {}

    /** Lays out the help of a command and of all below it. */
    public static void apply(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, help -> {
            String[] footer = help.commandSpec().usageMessage().footer();
            return footer.length == 0 ? "" : String.join(System.lineSeparator(), footer) + System.lineSeparator();
        });
        line.setHelpSectionMap(sections);
    }
}
