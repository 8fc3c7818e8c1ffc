package io.dirgate.certtool.setup;

import io.dirgate.certtool.probe.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The gateway's configuration; paths in it are relative to its folder. */
record GatewayConfiguration(
        String listen,
        @Nullable String admin,
        Transport transport,
        List<Endpoint> servers,
        @Nullable Path ca) {
    String text() {
        StringBuilder text = new StringBuilder();
        text.append("# Every setting: config/REFERENCE.md of Dirgate.\n");
        text.append("listeners:\n");
        text.append("  - address: ").append(quote(listen)).append('\n');
        text.append("    tls: { certificate: live/chain.pem, privateKey: live/privatekey.pem }\n");
        text.append("directory:\n");
        if (transport != Transport.plain) {
            text.append("  transport: ").append(transport).append('\n');
        }
        text.append("  servers: [")
                .append(servers.stream()
                        .map(each -> quote(each.toString().replaceFirst("^ldaps?://", "")))
                        .collect(Collectors.joining(", ")))
                .append("]\n");
        if (ca != null) {
            text.append("  tls: { ca: ")
                    .append(quote(ca.toAbsolutePath().normalize().toString()))
                    .append(" }\n");
        }
        if (admin != null) {
            text.append("admin: ").append(quote(admin)).append('\n');
        }
        return text.toString();
    }

    private static String quote(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
