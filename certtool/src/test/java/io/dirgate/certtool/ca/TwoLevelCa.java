package io.dirgate.certtool.ca;

import io.dirgate.certtool.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A root and an issuing CA below it in a folder, made by the command line. */
public record TwoLevelCa(Path folder, Path passphrase) {
    public static TwoLevelCa in(Path folder) throws IOException {
        Path passphrase = Files.writeString(folder.resolve("pw"), "correct horse battery\n");
        TwoLevelCa made = new TwoLevelCa(folder, passphrase);
        Cli.ok("ca", "init", "--dir", made.root(), "--name", "Example Root CA", "--passphrase-file", passphrase);
        Cli.ok(
                "ca",
                "intermediate",
                "--dir",
                made.issuing(),
                "--parent",
                made.root(),
                "--name",
                "Example Issuing CA",
                "--passphrase-file",
                passphrase);
        return made;
    }

    public Path root() {
        return folder.resolve("rootca");
    }

    public Path issuing() {
        return folder.resolve("issuing");
    }

    /** Issues a server certificate with its key into a new folder. */
    public Path issue(String outDir, Object... more) {
        Path live = folder.resolve(outDir);
        Object[] words = {"ca", "issue", "--dir", issuing(), "--out-dir", live, "--passphrase-file", passphrase};
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        Cli.ok(all);
        return live;
    }
}
