package io.dirgate.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The account of the service, for checking a configuration from another account: root can read every key, but the
 * service cannot. Considers owner, group and mode, but not access control lists.
 *
 * @param name for messages
 * @param group the group to give a file to
 */
record ServiceUser(String name, String group, int uid, Set<Integer> groups) {
    /** The packages' unit runs with a dynamic user in this group. */
    private static final String GROUP_OF_THE_PACKAGES = "dirgate-tls";

    private static final int NOBODYS_UID = -1;
    private static final int READ = 04;
    private static final int SEARCH = 01;

    /** The account of the packages' unit; null if the packages are not installed. */
    static @Nullable ServiceUser ofThePackages() throws IOException {
        for (String[] fields : entries("/etc/group")) {
            if (fields[0].equals(GROUP_OF_THE_PACKAGES)) {
                return new ServiceUser(
                        "dirgate", GROUP_OF_THE_PACKAGES, NOBODYS_UID, Set.of(Integer.parseInt(fields[2])));
            }
        }
        return null;
    }

    /** Null if there is no such user. */
    static @Nullable ServiceUser find(String name) throws IOException {
        for (String[] fields : entries("/etc/passwd")) {
            if (fields[0].equals(name)) {
                int own = Integer.parseInt(fields[3]);
                String group = String.valueOf(own);
                Set<Integer> groups = new HashSet<>(Set.of(own));
                for (String[] each : entries("/etc/group")) {
                    int gid = Integer.parseInt(each[2]);
                    group = gid == own ? each[0] : group;
                    if (List.of(each[3].split(",")).contains(name)) {
                        groups.add(gid);
                    }
                }
                return new ServiceUser(name, group, Integer.parseInt(fields[2]), groups);
            }
        }
        return null;
    }

    private static List<String[]> entries(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 3 && fields[2].matches("[0-9]{1,9}"))
                .toList();
    }

    /** Null if the user can read the file; otherwise the reason and a command that fixes it. */
    @Nullable
    String keptFrom(Path file) throws IOException {
        Path real = file.toRealPath();
        for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
            if (!may(folder, SEARCH)) {
                return "%s is in %s, which the service's account, %s, may not enter; move it, or: chmod o+x %s"
                        .formatted(file, folder, name, folder);
            }
        }
        return may(real, READ)
                ? null
                : "%s is not readable for the service's account, %s; run: chgrp %s %s && chmod 640 %s"
                        .formatted(file, name, group, file, file);
    }

    private boolean may(Path path, int right) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode");
        if (uid == 0) {
            return true;
        } else if (Files.getAttribute(path, "unix:uid").equals(uid)) {
            return (mode & right << 6) != 0;
        }
        return (mode & (groups.contains(Files.getAttribute(path, "unix:gid")) ? right << 3 : right)) != 0;
    }
}
