package io.dirgate.certtool.directory;

import io.dirgate.certtool.report.Failure;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which directory. */
final class DirectoryOption {
    private static final Pattern ID = Pattern.compile("d-[0-9a-f]{10}");

    @Option(
            names = {"--directory-id", "--id"},
            required = true,
            paramLabel = "ID",
            description = "The directory, such as d-1234567890.")
    private String id;

    String id() {
        return checked(id);
    }

    static String checked(String id) {
        if (!ID.matcher(id).matches()) {
            throw Failure.usage(id + " is not a directory id; they look like d-1234567890 (certtool directory list)");
        }
        return id;
    }
}
