package io.dirgate.infra;

import io.dirgate.certtool.Certtool;
import io.dirgate.certtool.cli.Context;
import io.dirgate.proxy.Dirgate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;

/** Writes a man page for each command of both programs: {@code ManPages FOLDER VERSION}. */
public final class ManPages {
    private ManPages() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (ManPage page : all("dirgate " + arguments[1])) {
            try (OutputStream file =
                    new GZIPOutputStream(Files.newOutputStream(folder.resolve(page.name() + ".1.gz")))) {
                file.write(page.text().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** The pages of both programs and of all their commands. */
    static List<ManPage> all(String product) {
        List<ManPage> pages = new ArrayList<>();
        add(pages, "dirgate", Dirgate.commandLine(), product);
        add(pages, "dirgate-certtool", Certtool.commandLine(Context.ofProcess()), product);
        return pages;
    }

    private static void add(List<ManPage> pages, String installed, CommandLine command, String product) {
        pages.add(new ManPage(installed, command.getCommandSpec(), product));
        command.getSubcommands().values().stream().distinct().forEach(each -> add(pages, installed, each, product));
    }
}
