package io.dirgate.certtool.ca;

import io.dirgate.certtool.pki.Order;
import io.dirgate.certtool.pki.PermittedNames;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --permit}: the only names that a new CA and all below it may certify. */
final class PermitOption {
    @Option(
            names = "--permit",
            paramLabel = "NAME",
            description =
                    "The CA certifies only names in this domain (corp.example.com, also hosts and mail addresses below) or"
                            + " network (10.0.0.0/8); clients refuse all others. May be repeated. With domains alone, no IP addresses.")
    private List<String> permitted = new ArrayList<>();

    boolean given() {
        return !permitted.isEmpty();
    }

    Order applyTo(Order order) {
        return given() ? order.and(PermittedNames.extension(permitted)) : order;
    }
}
