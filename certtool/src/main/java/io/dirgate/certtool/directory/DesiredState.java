package io.dirgate.certtool.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a directory in a file. Settings that it does not mention stay the same.
 *
 * @param directoryId such as d-1234567890
 */
record DesiredState(
        String directoryId,
        @Nullable Section ldaps,
        @Nullable Section smartCards) {

    /**
     * One purpose of CA certificates and the switch that needs them.
     *
     * @param enabled null leaves the switch as it is
     * @param certificates the CA certificates that are trusted
     * @param prune whether others are deregistered
     */
    record Section(@Nullable Boolean enabled, @Nullable List<Ca> certificates, boolean prune) {
        List<Ca> cas() {
            return certificates == null ? List.of() : certificates;
        }
    }

    /** A CA certificate; the file is looked for beside the one that names it. */
    record Ca(Path file, @Nullable String ocspUrl) {}

    static DesiredState read(Path file) throws IOException {
        YAMLMapper mapper = YAMLMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        DesiredState state;
        try {
            state = mapper.readValue(Reading.text(file), DesiredState.class);
        } catch (UnrecognizedPropertyException e) {
            throw Failure.usage(file + ": " + e.getPathReference().replaceAll("[\\w.$]+\\[", "[")
                    + ": unknown; allowed are " + e.getKnownPropertyIds());
        } catch (JsonProcessingException e) {
            throw Failure.usage(file + ": " + e.getOriginalMessage() + " (line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ")");
        }
        state.check(file);
        return state;
    }

    private void check(Path file) {
        if (directoryId == null) {
            throw Failure.usage(file + ": directoryId is missing");
        }
        DirectoryOption.checked(directoryId);
        check(file, "ldaps", ldaps);
        check(file, "smartCards", smartCards);
    }

    private static void check(Path file, String name, @Nullable Section section) {
        if (section == null) {
            return;
        }
        if (section.prune && section.cas().isEmpty() && !Boolean.FALSE.equals(section.enabled)) {
            throw Failure.usage(file + ": " + name
                    + ": prune without certificates would leave none; list those that stay, or set enabled: false");
        }
        for (Ca ca : section.cas()) {
            if (ca.file() == null) {
                throw Failure.usage(file + ": " + name + ".certificates: file is missing");
            }
            if (ca.ocspUrl() != null && name.equals("ldaps")) {
                throw Failure.usage(file + ": ldaps.certificates: ocspUrl is for smartCards only");
            }
        }
    }
}
