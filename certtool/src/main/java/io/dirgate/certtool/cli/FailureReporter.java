package io.dirgate.certtool.cli;

import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns an exception into one line on standard error and an exit code. Prints the stack trace only with {@code --debug}. */
public final class FailureReporter implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception thrown, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        String message = inWords(thrown);
        Outcome outcome = thrown instanceof Failure failure && failure.isUsage() ? Outcome.USAGE : Outcome.FAILED;
        Root root = (Root) line.getCommandSpec().root().userObject();
        err.println(root.context().screens().errors().message(message));
        if (JsonOption.asked(line, parsed.originalArgs())) {
            JsonOption.printError(line.getOut(), outcome, message);
        }
        if (root.debug()) {
            thrown.printStackTrace(err);
        }
        err.flush();
        return outcome.exitCode();
    }

    /** The message of an exception. */
    public static String inWords(Exception thrown) {
        if (thrown instanceof Failure) {
            return String.valueOf(thrown.getMessage());
        }
        if (thrown instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder";
        }
        if (thrown instanceof AccessDeniedException denied) {
            return denied.getFile() + ": access denied; run as a user who may use it";
        }
        if (thrown instanceof FileAlreadyExistsException existing) {
            return existing.getFile() + ": already exists";
        }
        if (thrown instanceof NotDirectoryException file) {
            return file.getFile() + ": is not a folder";
        }
        if (thrown instanceof FileSystemException file && file.getReason() != null) {
            return file.getFile() + ": " + file.getReason();
        }
        if (thrown instanceof IOException) {
            return String.valueOf(thrown.getMessage());
        }
        return "unexpected " + thrown.getClass().getSimpleName() + ": " + thrown.getMessage()
                + " (run again with --debug and report it)";
    }
}
