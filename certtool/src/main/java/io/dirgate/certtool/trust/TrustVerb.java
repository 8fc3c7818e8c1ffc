package io.dirgate.certtool.trust;

import io.dirgate.certtool.cli.FailureReporter;
import io.dirgate.certtool.cli.Outcome;
import io.dirgate.certtool.cli.PassphraseOption;
import io.dirgate.certtool.cli.Screen;
import io.dirgate.certtool.cli.Verb;
import io.dirgate.certtool.pki.Certificates;
import io.dirgate.certtool.report.Failure;
import io.dirgate.certtool.report.Finding;
import io.dirgate.certtool.report.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The common part of the commands for trust stores: roots, stores, and the report. */
abstract class TrustVerb extends Verb {
    /** The kinds of stores. */
    enum Kind {
        SYSTEM,
        JAVA
    }

    /**
     * What was done.
     *
     * @param undo the command that takes it back
     */
    record Report(boolean dryRun, List<Finding> findings, String undo, List<Written> written) {}

    @Parameters(paramLabel = "FILE", description = "A file with one or more root CAs, such as live/ca.pem.")
    private Path file;

    @Option(names = "--only", paramLabel = "STORE", description = "Change only this trust store: system or java.")
    private @Nullable Kind only;

    @Option(
            names = "--java",
            paramLabel = "HOME_OR_CACERTS",
            description = "A Java home or its cacerts file (default: of the Java that runs this command).")
    private @Nullable Path java;

    @Option(
            names = "--java-passphrase-file",
            paramLabel = "FILE",
            description = "File whose first line is the passphrase of Java's store (default: changeit).")
    private @Nullable Path javaPassphrase;

    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            description = "Change the system in this folder, such as a mounted image. Runs no command of that"
                    + " system, and changes a Java store only with --java.")
    private @Nullable Path root;

    @Option(names = "--dry-run", description = "Say what would be done and change nothing.")
    private boolean dryRun;

    /** Refuses unsuitable certificates. */
    abstract void check(X509Certificate certificate);

    abstract List<Finding> change(Store store, List<X509Certificate> roots, boolean dryRun) throws Exception;

    /** The name of the command that does the opposite. */
    abstract String opposite();

    @Override
    protected final Outcome run() throws Exception {
        List<X509Certificate> roots =
                Certificates.read(file).stream().distinct().toList();
        roots.forEach(this::check);
        List<Finding> findings = new ArrayList<>();
        if (only != Kind.JAVA) {
            findings.addAll(in("the system's store", roots, this::systemStore));
        }
        if (only != Kind.SYSTEM) {
            if (root != null && java == null) {
                findings.add(Finding.skipped("Java's store", "give --java to change that of a Java below " + root));
            } else {
                findings.addAll(in("Java's store", roots, this::javaStore));
            }
        }
        report(new Report(dryRun, findings, undo(), written(findings)), () -> print(findings));
        return Outcome.of(findings);
    }

    /** The files that a root was put into, or taken out of and still exist. */
    private static List<Written> written(List<Finding> findings) {
        return findings.stream()
                .filter(each -> each.code().equals("installed") || each.code().equals("removed"))
                .map(Finding::subject)
                .distinct()
                .filter(file -> Files.exists(Path.of(file)))
                .map(file -> Written.of(Path.of(file), Written.Kind.TRUSTED_ROOTS))
                .toList();
    }

    /** Finds a store. */
    private interface Source {
        Store find() throws Exception;
    }

    private Store systemStore() {
        return SystemStore.of(root == null ? Path.of("/") : root, context().disk());
    }

    private Store javaStore() throws IOException {
        char[] passphrase = javaPassphrase == null
                ? "changeit".toCharArray()
                : PassphraseOption.fromFile(context(), javaPassphrase);
        Path home = java == null ? Path.of(System.getProperty("java.home")) : java;
        return JavaStore.of(home, passphrase, context().disk());
    }

    /** Reports a failure in one store, and still changes the next one. */
    private List<Finding> in(String name, List<X509Certificate> roots, Source source) throws Exception {
        try {
            return change(source.find(), roots, dryRun);
        } catch (Failure | IOException e) {
            return List.of(Finding.error("failed", name, FailureReporter.inWords(e)));
        }
    }

    private void print(List<Finding> findings) {
        Screen screen = screen();
        findings.forEach(each -> out().println(screen.line(each.severity(), each.subject() + ": " + each)));
        if (!dryRun) {
            out().println("undo with: " + undo());
        }
    }

    private String undo() {
        Stream.Builder<Object> words = Stream.builder();
        words.add("certtool").add("trust").add(opposite()).add(file.toAbsolutePath());
        if (only != null) {
            words.add("--only").add(only.name().toLowerCase(Locale.ROOT));
        }
        if (java != null) {
            words.add("--java").add(java.toAbsolutePath());
        }
        if (javaPassphrase != null) {
            words.add("--java-passphrase-file").add(javaPassphrase.toAbsolutePath());
        }
        if (root != null) {
            words.add("--root").add(root.toAbsolutePath());
        }
        return words.build().map(Object::toString).map(TrustVerb::quote).collect(Collectors.joining(" "));
    }

    /** By the shell's rules. */
    private static String quote(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
