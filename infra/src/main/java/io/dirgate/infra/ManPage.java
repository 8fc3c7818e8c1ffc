package io.dirgate.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The man page of one command, of what its {@code --help} knows.
 *
 * @param installed the name of the program where Debian's package puts it; the certificate tool's differs from what it calls itself
 * @param spec the command
 * @param product name and version of what the page belongs to
 */
record ManPage(String installed, CommandSpec spec, String product) {
    private static final Pattern HEADING = Pattern.compile("(\\S.*):");

    /** The page's name and its file's, without the section: {@code dirgate-certtool-ca-init}. */
    String name() {
        return path(spec).replace(' ', '-');
    }

    /** The page as troff(1) reads it, with the macros of man(7). */
    String text() {
        List<String> lines = new ArrayList<>();
        UsageMessageSpec usage = spec.usageMessage();
        String description = plain(usage.description());
        lines.add(".TH " + name().toUpperCase(Locale.ROOT).replace("-", "\\-") + " 1 \"\" \"" + product
                + "\" \"Dirgate\"");
        lines.add(".SH NAME");
        lines.add(escaped(name()) + " \\- " + escaped(summary(description)));
        lines.add(".SH SYNOPSIS");
        lines.add(".nf");
        lines.addAll(escapedLines(synopsis()));
        lines.add(".fi");
        lines.add(".SH DESCRIPTION");
        lines.addAll(escapedLines(description));
        list(lines, "ARGUMENTS", spec.positionalParameters());
        list(lines, "OPTIONS", spec.options());
        commands(lines);
        exitCodes(lines, usage.exitCodeList());
        footer(lines, plain(new String[] {usage.footerHeading()}), plain(usage.footer()));
        seeAlso(lines);
        return String.join("\n", lines) + "\n";
    }

    private String synopsis() {
        CommandLine line = spec.commandLine();
        String synopsis = new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
        return renamed(line, synopsis).stripTrailing();
    }

    private void list(List<String> lines, String heading, List<? extends ArgSpec> arguments) {
        List<? extends ArgSpec> shown =
                arguments.stream().filter(each -> !each.hidden()).toList();
        if (shown.isEmpty()) {
            return;
        }
        lines.add(".SH " + heading);
        for (ArgSpec each : shown) {
            lines.add(".TP");
            lines.add(term(each));
            lines.addAll(escapedLines(plain(each.description())));
        }
    }

    private static String term(ArgSpec argument) {
        String value = argument.arity().max() == 0 ? "" : "\\fI" + escaped(argument.paramLabel()) + "\\fR";
        if (!(argument instanceof OptionSpec option)) {
            return value;
        }
        List<String> names = new ArrayList<>();
        for (String name : option.names()) {
            names.add("\\fB" + escaped(name) + "\\fR");
        }
        return String.join(", ", names) + (value.isEmpty() ? "" : "=" + value);
    }

    private void commands(List<String> lines) {
        if (spec.subcommands().isEmpty()) {
            return;
        }
        lines.add(".SH COMMANDS");
        spec.subcommands().values().forEach(each -> {
            lines.add(".TP");
            lines.add("\\fB" + escaped(path(each.getCommandSpec()).replace(' ', '-')) + "\\fR(1)");
            lines.addAll(escapedLines(
                    summary(plain(each.getCommandSpec().usageMessage().description()))));
        });
    }

    private static void exitCodes(List<String> lines, Map<String, String> codes) {
        if (!codes.isEmpty()) {
            lines.add(".SH EXIT STATUS");
            codes.forEach((code, meaning) -> lines.addAll(List.of(".TP", code.strip(), escaped(meaning))));
        }
    }

    /** What stands below the options: each line that begins at the margin and ends with a colon is a heading. */
    private void footer(List<String> lines, String heading, String text) {
        boolean preformatted = false;
        if (heading.isBlank()
                && !text.isBlank()
                && !HEADING.matcher(text.lines().findFirst().orElse("")).matches()) {
            lines.add(".SH NOTES");
        }
        for (String line : (heading + "\n" + text).lines().toList()) {
            Matcher title = HEADING.matcher(line);
            boolean indented = line.startsWith(" ");
            if (preformatted && !indented) {
                lines.add(".fi");
                preformatted = false;
            }
            if (title.matches()) {
                lines.add(".SH " + title.group(1).toUpperCase(Locale.ROOT));
            } else if (!line.isBlank()) {
                if (indented && !preformatted) {
                    lines.add(".nf");
                    preformatted = true;
                }
                lines.addAll(
                        escapedLines(renamed(spec.commandLine(), line.startsWith("  ") ? line.substring(2) : line)));
            }
        }
        if (preformatted) {
            lines.add(".fi");
        }
    }

    private void seeAlso(List<String> lines) {
        CommandSpec parent = spec.parent();
        lines.add(".SH SEE ALSO");
        if (parent != null) {
            lines.add("\\fB" + escaped(path(parent).replace(' ', '-')) + "\\fR(1)");
        } else {
            lines.add(installed.equals("dirgate") ? "\\fBdirgate\\-certtool\\fR(1)" : "\\fBdirgate\\fR(1)");
        }
    }

    /** The command's words, the program as it is installed. */
    private String path(CommandSpec command) {
        return (installed
                        + command.qualifiedName(" ")
                                .substring(command.root().name().length()))
                .strip();
    }

    private String renamed(CommandLine line, String text) {
        return text.replaceAll("(?<![-\\w./])" + line.getCommandSpec().root().name() + "(?= )", installed);
    }

    private static String summary(String description) {
        String first = description.lines().findFirst().orElse("").strip();
        int end = first.indexOf(". ");
        first = end < 0 ? first : first.substring(0, end);
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    private static String plain(String[] lines) {
        List<String> plain = new ArrayList<>();
        for (String line : lines) {
            plain.add(Ansi.OFF.string(line.replace("%n", "\n").replace("%%", "%")));
        }
        return String.join("\n", plain);
    }

    private static List<String> escapedLines(String text) {
        return text.lines().map(ManPage::escaped).toList();
    }

    private static String escaped(String line) {
        String escaped = line.replace("\\", "\\e").replace("-", "\\-");
        // At a line's start these two begin a request.
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
