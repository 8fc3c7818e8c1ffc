package io.dirgate.certtool.renew;

import io.dirgate.certtool.report.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** A shell command that runs after a renewal, such as one that reloads a service. */
record AfterRenewal(String command) {
    /** Runs it with the folder in {@code CERTTOOL_FOLDER}; its output goes to standard error, because standard output has the report. */
    void run(Path folder) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command)
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CERTTOOL_FOLDER", folder.toAbsolutePath().toString());
        Process process = builder.start();
        process.getInputStream().transferTo(System.err);
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            throw new Failure("the certificate in " + folder
                    + " was renewed, but the command after it ended with exit code " + exitCode + ": " + command);
        }
    }
}
