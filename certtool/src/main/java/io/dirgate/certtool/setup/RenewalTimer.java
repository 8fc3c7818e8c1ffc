package io.dirgate.certtool.setup;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the renewal every day. On most days there is nothing to do.
 *
 * @param launcher the tool's absolute path
 */
record RenewalTimer(String launcher, Layout layout, String name) {
    static final String NAME = "dirgate-renew";

    /** A unit of systemd. */
    record Unit(String name, String text) {}

    List<Unit> both() {
        return List.of(service(), timer());
    }

    /** Both units as text to copy, each under its name. */
    String units() {
        return both().stream()
                .map(unit -> "# /etc/systemd/system/" + unit.name + "\n" + unit.text)
                .collect(Collectors.joining("\n"));
    }

    private Unit service() {
        return new Unit(NAME + ".service", """
                [Unit]
                Description=Renew the LDAPS certificate of %s
                After=network-online.target

                [Service]
                Type=oneshot
                ExecStart=%s
                """.formatted(name, command()));
    }

    private Unit timer() {
        return new Unit(NAME + ".timer", """
                [Unit]
                Description=Renew the LDAPS certificate of %s when it is due

                [Timer]
                OnCalendar=daily
                RandomizedDelaySec=1h
                Persistent=true

                [Install]
                WantedBy=timers.target
                """.formatted(name));
    }

    private String command() {
        return Stream.of(
                        launcher,
                        "renew",
                        "--out-dir",
                        layout.live().toString(),
                        "--dir",
                        layout.issuing().toString(),
                        "--passphrase-file",
                        layout.passphrase().toString())
                .map(RenewalTimer::quote)
                .collect(Collectors.joining(" "));
    }

    /** By the rules of systemd.service(5): percent and dollar signs are its own. */
    private static String quote(String word) {
        String text =
                word.replace("%", "%%").replace("$", "$$").replace("\\", "\\\\").replace("\"", "\\\"");
        return text.chars().anyMatch(Character::isWhitespace) || !text.equals(word) ? '"' + text + '"' : text;
    }

    String cronJob() {
        return """
                # The volume holds what certtool setup has made; the gateway mounts its folder live.
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  name: %s
                spec:
                  schedule: "17 3 * * *"
                  concurrencyPolicy: Forbid
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: OnFailure
                          securityContext: { runAsNonRoot: true, runAsUser: 65532, fsGroup: 65532 }
                          containers:
                            - name: renew
                              image: DIRGATE_IMAGE
                              command: [dirgate-certtool, renew, --out-dir, /certificates/live, --dir, /certificates/issuing,
                                --passphrase-file, /certificates/pw]
                              volumeMounts:
                                - { name: certificates, mountPath: /certificates }
                          volumes:
                            - name: certificates
                              persistentVolumeClaim: { claimName: dirgate-certificates }
                """.formatted(NAME);
    }
}
