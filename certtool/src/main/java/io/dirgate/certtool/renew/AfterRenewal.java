package io.dirgate.certtool.renew;

import io.dirgate.certtool.report.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** A command of the user's shell that follows a renewal, such as one that makes a service read its files again. */
record AfterRenewal(String command) {
    /** Runs it with the folder in {@code CERTTOOL_FOLDER}; its output goes to the error stream, for a report is on the other. */
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
