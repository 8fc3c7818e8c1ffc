package io.dirgate.infra;

import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a service of a scratch machine listens. */
final class Listening {
    private static final Pattern ADDRESS =
            Pattern.compile("^LISTEN\\s+\\S+\\s+\\S+\\s+\\S*:(\\d+)\\s", Pattern.MULTILINE);

    private Listening() {}

    /** The first listening port besides the known ones, or 0 until there is one and all of those are there. */
    static int port(ScratchMachine machine, int... known) throws IOException, InterruptedException {
        Matcher listening = ADDRESS.matcher(machine.run("ss", "-ltnH"));
        int[] all = listening
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .toArray();
        boolean complete =
                Arrays.stream(known).allMatch(port -> Arrays.stream(all).anyMatch(each -> each == port));
        return complete
                ? Arrays.stream(all)
                        .filter(port -> Arrays.stream(known).noneMatch(each -> each == port))
                        .findFirst()
                        .orElse(0)
                : 0;
    }
}
