package io.dirgate.certtool.acme;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dirgate.certtool.cli.Json;
import io.dirgate.certtool.files.Access;
import io.dirgate.certtool.files.AtomicFile;
import io.dirgate.certtool.files.Disk;
import io.dirgate.certtool.files.Reading;
import io.dirgate.certtool.pki.KeyKind;
import io.dirgate.certtool.report.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an order, stored with the certificate for renewals. Contains no secret: the account's key is a file of
 * its own.
 *
 * @param server the address of the CA's ACME directory
 * @param serverCa the CA of its TLS certificate, if it is not a public one
 * @param accountKey absolute path
 * @param keyKind such as ec-p256
 * @param httpListen where HTTP-01 challenges are answered, as {@code [ADDRESS:]PORT}
 * @param dnsHook the program that sets DNS records, if there is one
 * @param route53 how DNS records are set in Route 53, if they are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AcmeSettings(
        URI server,
        @Nullable String serverCa,
        String accountKey,
        List<String> names,
        String keyKind,
        String httpListen,
        @Nullable String dnsHook,
        @Nullable Route53Settings route53) {
    private static final String NAME = "acme.json";

    /** Where they are in a folder. */
    static Path file(Path folder) {
        return folder.resolve(NAME);
    }

    /** Reads the settings of a folder that an order has filled. */
    public static AcmeSettings read(Path folder) throws IOException {
        Path file = file(folder);
        if (!Files.exists(file)) {
            throw new Failure(
                    folder + " holds no " + NAME + ", so nothing was ordered there; see certtool acme order --help");
        }
        try {
            return new JsonMapper().readValue(Reading.text(file), AcmeSettings.class);
        } catch (JsonProcessingException e) {
            throw new Failure(file + ": " + e.getOriginalMessage(), e);
        }
    }

    void write(Disk disk, Path folder) throws IOException {
        byte[] json = (Json.write(this) + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(disk, file(folder), json, Access.PUBLIC, true);
    }

    KeyKind kind() {
        return KeyKind.parse(keyKind);
    }
}
