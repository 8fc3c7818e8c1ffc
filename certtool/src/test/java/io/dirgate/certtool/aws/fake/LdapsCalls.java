package io.dirgate.certtool.aws.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dirgate.certtool.aws.fake.FakeDirectory.Gradual;
import io.dirgate.certtool.aws.fake.FakeDirectory.Registered;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls about client-side LDAPS and smart cards, which Managed Microsoft AD and AD Connector have and Simple AD has not. */
final class LdapsCalls {
    private static final Set<String> WITH_LDAPS = Set.of("MicrosoftAD", "ADConnector");
    private static final Set<String> GONE = Set.of("Deregistered", "RegisterFailed");

    private final UnaryOperator<String> newId;
    private int reads;
    private @Nullable String failure;

    LdapsCalls(UnaryOperator<String> newId) {
        this.newId = newId;
    }

    void settleAfter(int reads) {
        this.reads = reads;
    }

    void failBecause(String reason) {
        this.failure = reason;
    }

    JsonNode answer(String operation, FakeDirectory directory, JsonNode request, int pageSize) {
        if (!WITH_LDAPS.contains(directory.type)) {
            throw new AwsFault(
                    "UnsupportedOperationException", operation + " is not supported for directories of this type.");
        }
        if (!Set.of("Active", "Impaired").contains(directory.stage.peek()) && !operation.startsWith("Describe")) {
            throw new AwsFault("DirectoryUnavailableException", "Directory %s is unavailable".formatted(directory.id));
        }
        return switch (operation) {
            case "RegisterCertificate" -> register(directory, request);
            case "DeregisterCertificate" -> deregister(directory, request);
            case "ListCertificates" -> list(directory, request, pageSize);
            case "DescribeCertificate" -> describe(directory, request);
            case "EnableLDAPS" -> enable(directory, request);
            case "DisableLDAPS" -> disable(directory, request);
            case "DescribeLDAPSSettings" -> settings(directory);
            case "EnableClientAuthentication" -> smartCards(directory, request, true);
            case "DisableClientAuthentication" -> smartCards(directory, request, false);
            case "DescribeClientAuthenticationSettings" -> clientAuthentication(directory);
            default -> throw new AwsFault("UnknownOperationException", "ds:" + operation + " is not played here");
        };
    }

    private JsonNode register(FakeDirectory directory, JsonNode request) {
        String type = request.path("Type").asText("ClientLDAPS");
        String ocspUrl = request.path("ClientCertAuthSettings").path("OCSPUrl").textValue();
        X509Certificate certificate =
                RegistrationRules.check(request.path("CertificateData").asText(), type, ocspUrl);
        List<Registered> same =
                present(directory).filter(each -> each.type.equals(type)).toList();
        if (same.stream().anyMatch(each -> each.certificate.equals(certificate))) {
            throw new AwsFault("CertificateAlreadyExistsException", "The certificate has already been registered");
        }
        if (same.size() >= 5) {
            throw new AwsFault("CertificateLimitExceededException", "The certificate limit has been reached");
        }
        Gradual state = new Gradual("Registering", failure == null ? "Registered" : "RegisterFailed", reads);
        Registered registered = new Registered(newId.apply("c-"), type, certificate, ocspUrl, state);
        directory.certificates.put(registered.id, registered);
        return object().put("CertificateId", registered.id);
    }

    /** The last certificate cannot go while LDAPS is on; with others beside it, it can. */
    private JsonNode deregister(FakeDirectory directory, JsonNode request) {
        Registered registered = find(directory, request);
        boolean on = registered.type.equals("ClientLDAPS")
                ? !directory.ldaps.peek().equals("Disabled")
                : directory.smartCard;
        if (on && usable(directory, registered.type) <= 1) {
            throw new AwsFault(
                    "CertificateInUseException",
                    "The certificate is being used for the LDAP security connection and cannot be removed without disabling LDAP security");
        }
        registered.state = new Gradual("Deregistering", "Deregistered", reads);
        return object();
    }

    private JsonNode list(FakeDirectory directory, JsonNode request, int pageSize) {
        int limit = request.path("Limit").asInt(50);
        if (limit < 1 || limit > 50) {
            throw new AwsFault("InvalidParameterException", "Limit must be from 1 to 50");
        }
        ObjectNode answer = object();
        ArrayNode certificates = answer.putArray("CertificatesInfo");
        List<Registered> all = directory.certificates.values().stream()
                .filter(each -> !each.state.peek().equals("Deregistered"))
                .toList();
        FakeDirectoryService.pages("ListCertificates")
                .page(all, request, Math.min(limit, pageSize), answer)
                .forEach(each -> certificates.add(DirectoryAnswers.certificate(each, each.state.read())));
        return answer;
    }

    private JsonNode describe(FakeDirectory directory, JsonNode request) {
        Registered registered = find(directory, request);
        String state = registered.state.read();
        ObjectNode answer = DirectoryAnswers.certificate(registered, state);
        answer.put("RegisteredDateTime", registered.registered.getEpochSecond());
        if (state.equals("RegisterFailed")) {
            answer.put("StateReason", failure);
        }
        if (registered.ocspUrl != null) {
            answer.putObject("ClientCertAuthSettings").put("OCSPUrl", registered.ocspUrl);
        }
        return object().set("Certificate", answer);
    }

    private JsonNode enable(FakeDirectory directory, JsonNode request) {
        ldapsType(request);
        if (usable(directory, "ClientLDAPS") == 0) {
            throw new AwsFault("NoAvailableCertificateException", "At least one valid certificate must be registered");
        }
        if (Set.of("Enabled", "Enabling").contains(directory.ldaps.peek())) {
            throw new AwsFault("InvalidLDAPSStatusException", "LDAPS is already enabled");
        }
        directory.ldaps = new Gradual("Enabling", failure == null ? "Enabled" : "EnableFailed", reads);
        directory.ldapsReason = failure;
        return object();
    }

    private static JsonNode disable(FakeDirectory directory, JsonNode request) {
        ldapsType(request);
        if (directory.ldaps.peek().equals("Disabled")) {
            throw new AwsFault("InvalidLDAPSStatusException", "LDAPS is already disabled");
        }
        directory.ldaps = Gradual.settled("Disabled");
        return object();
    }

    private static JsonNode settings(FakeDirectory directory) {
        ObjectNode answer = object();
        String status = directory.ldaps.read();
        ObjectNode info = answer.putArray("LDAPSSettingsInfo")
                .addObject()
                .put("LDAPSStatus", status)
                .put("LastUpdatedDateTime", Instant.now().getEpochSecond());
        if (status.equals("EnableFailed")) {
            info.put("LDAPSStatusReason", directory.ldapsReason);
        }
        return answer;
    }

    private static JsonNode smartCards(FakeDirectory directory, JsonNode request, boolean on) {
        if (!request.path("Type").asText().equals("SmartCard")) {
            throw new AwsFault("InvalidParameterException", "only SmartCard is supported");
        }
        if (on && usable(directory, "ClientCertAuth") == 0) {
            throw new AwsFault("NoAvailableCertificateException", "At least one valid certificate must be registered");
        }
        if (on == directory.smartCard) {
            throw new AwsFault("InvalidClientAuthStatusException", "Client authentication is already so");
        }
        directory.smartCard = on;
        return object();
    }

    private static JsonNode clientAuthentication(FakeDirectory directory) {
        ObjectNode answer = object();
        answer.putArray("ClientAuthenticationSettingsInfo")
                .addObject()
                .put("Type", "SmartCard")
                .put("Status", directory.smartCard ? "Enabled" : "Disabled")
                .put("LastUpdatedDateTime", Instant.now().getEpochSecond());
        return answer;
    }

    private static void ldapsType(JsonNode request) {
        if (!request.path("Type").asText().equals("Client")) {
            throw new AwsFault("InvalidParameterException", "Type must be Client");
        }
    }

    private static Registered find(FakeDirectory directory, JsonNode request) {
        String id = request.path("CertificateId").asText();
        if (!id.matches("c-[0-9a-f]{10}")) {
            throw new AwsFault("InvalidParameterException", "CertificateId: " + id);
        }
        Registered registered = directory.certificates.get(id);
        if (registered == null || registered.state.peek().equals("Deregistered")) {
            throw new AwsFault("CertificateDoesNotExistException", "Certificate %s does not exist".formatted(id));
        }
        return registered;
    }

    private static Stream<Registered> present(FakeDirectory directory) {
        return directory.certificates.values().stream().filter(each -> !GONE.contains(each.state.peek()));
    }

    private static long usable(FakeDirectory directory, String type) {
        return present(directory)
                .filter(each -> each.type.equals(type) && each.state.peek().equals("Registered"))
                .count();
    }

    private static ObjectNode object() {
        return AwsWire.JSON.createObjectNode();
    }
}
