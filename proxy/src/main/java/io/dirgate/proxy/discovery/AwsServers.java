package io.dirgate.proxy.discovery;

import io.dirgate.proxy.aws.Aws;
import io.dirgate.proxy.aws.AwsException;
import io.dirgate.proxy.aws.DirectoryService;
import io.dirgate.proxy.aws.DirectoryService.Controller;
import io.dirgate.proxy.aws.DirectoryService.Described;
import io.dirgate.proxy.config.AwsDirectoryConfig;
import io.dirgate.proxy.config.Endpoint;
import io.dirgate.proxy.observe.DiscoveryMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of a directory in AWS, found by the directory's id. */
final class AwsServers implements ServerSource {
    private static final Logger log = LoggerFactory.getLogger(AwsServers.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    /**
     * A controller in any other state is being added or removed. An impaired controller usually still answers LDAP; its
     * probe decides.
     */
    private static final Set<String> USABLE = Set.of("Active", "Impaired", "Restoring", "Updating");

    private final AwsDirectoryConfig config;
    private final int port;
    private final DiscoveryMetrics metrics;
    private final @Nullable StateFile state;
    private @Nullable DirectoryService service;
    private @Nullable String zone;
    private String stage = "";
    private boolean knowsControllers;

    AwsServers(AwsDirectoryConfig config, int port, DiscoveryMetrics metrics) {
        this.config = config;
        this.port = port;
        this.metrics = metrics;
        this.state = config.stateFile() == null ? null : new StateFile(Path.of(config.stateFile()), config.id());
    }

    @Override
    public List<FoundServer> remembered() {
        List<FoundServer> servers = state == null ? List.of() : state.read();
        knowsControllers = !servers.isEmpty();
        return servers;
    }

    @Override
    public void remember(List<FoundServer> servers) {
        if (state != null) {
            state.write(servers, Instant.now());
        }
    }

    @Override
    public Answer ask() throws DiscoveryException {
        try {
            DirectoryService asked = service();
            Described directory = asked.describe(config.id());
            notice(directory);
            List<FoundServer> servers =
                    directory.hasControllers() ? controllers(asked, directory) : alike(directory, directory.stage());
            if (servers.isEmpty()) {
                throw new DiscoveryException(
                        "%s %s is %s and has no address that could be used"
                                .formatted(directory.type(), config.id(), directory.stage()),
                        null);
            }
            return new Answer(servers, config.refresh());
        } catch (AwsException e) {
            throw new DiscoveryException(e.getMessage(), e);
        }
    }

    private DirectoryService service() throws AwsException {
        DirectoryService made = service;
        if (made == null) {
            Aws aws = Aws.bySdk();
            made = aws.directoryService(config.region());
            service = made;
            zone = "auto".equals(config.availabilityZone()) ? aws.ownZone() : config.availabilityZone();
            log.atInfo()
                    .addKeyValue("directory", config.id())
                    .addKeyValue("zone", zone == null ? "none" : zone)
                    .log("asking AWS for the directory's servers");
        }
        return made;
    }

    private void notice(Described directory) {
        metrics.directoryStage(directory.stage());
        if (!directory.stage().equals(stage)) {
            stage = directory.stage();
            (stage.equals("Active") ? log.atInfo() : log.atWarn())
                    .addKeyValue("directory", config.id())
                    .addKeyValue("type", directory.type())
                    .addKeyValue("stage", stage)
                    .addKeyValue("reason", directory.reason())
                    .log("AWS reports the directory's stage");
        }
    }

    /**
     * The active controllers in the preferred zone, then active ones elsewhere, then the rest. The directory's own
     * addresses are domain controllers too, but not all of them. They are used if AWS does not permit the query, or if
     * nothing better is known.
     */
    private List<FoundServer> controllers(DirectoryService asked, Described directory) throws AwsException {
        List<Controller> usable;
        try {
            usable = asked.controllers(config.id()).stream()
                    .filter(controller -> USABLE.contains(controller.status()))
                    .sorted(Comparator.comparing(Controller::address))
                    .toList();
        } catch (AwsException e) {
            if (knowsControllers && !e.isRefused()) {
                throw e;
            }
            log.atWarn()
                    .addKeyValue("directory", config.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("domain controllers are not known, the directory's DNS addresses are used");
            return alike(directory, directory.stage());
        }
        List<Integer> ranks =
                List.copyOf(new TreeSet<>(usable.stream().map(this::rank).toList()));
        knowsControllers = !usable.isEmpty();
        return usable.stream()
                .map(controller -> new FoundServer(
                        endpoint(controller.address()), ranks.indexOf(rank(controller)) + 1, 1, remark(controller)))
                .toList();
    }

    private int rank(Controller controller) {
        if (!controller.status().equals("Active")) {
            return 3;
        }
        return zone == null || zone.equals(controller.zone()) ? 1 : 2;
    }

    private static String remark(Controller controller) {
        String reason = controller.reason().isEmpty() ? "" : " (" + controller.reason() + ")";
        return controller.status() + reason + ", " + controller.zone();
    }

    private List<FoundServer> alike(Described directory, String remark) {
        return directory.addresses().stream()
                .distinct()
                .sorted()
                .map(address -> new FoundServer(endpoint(address), 1, 1, directory.type() + " " + remark))
                .toList();
    }

    private Endpoint endpoint(String address) {
        return new Endpoint(address, port);
    }

    @Override
    public Duration shortestPause() {
        return FIRST_PAUSE.compareTo(config.refresh()) < 0 ? FIRST_PAUSE : config.refresh();
    }

    @Override
    public Duration longestPause() {
        return config.refresh();
    }

    @Override
    public String label() {
        return "aws";
    }

    @Override
    public void close() {
        if (service != null) {
            service.close();
        }
    }
}
