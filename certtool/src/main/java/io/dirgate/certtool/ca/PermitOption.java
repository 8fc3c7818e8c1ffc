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
            description = "The CA may certify only names in this domain (corp.example.com, with its hosts and mail"
                    + " addresses) or network (10.0.0.0/8). Clients refuse other names. If only domains are"
                    + " given, IP addresses are not allowed. May be repeated.")
    private List<String> permitted = new ArrayList<>();

    boolean given() {
        return !permitted.isEmpty();
    }

    Order applyTo(Order order) {
        return given() ? order.and(PermittedNames.extension(permitted)) : order;
    }
}
