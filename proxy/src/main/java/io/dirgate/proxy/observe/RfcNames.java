package io.dirgate.proxy.observe;

import io.dirgate.proxy.ldap.LdapOp;
import org.jspecify.annotations.Nullable;

/** Names from the LDAP RFCs for numbers on the wire, used in metric labels and the access log. */
final class RfcNames {
    /** Result codes below this have their own table index. All others share the last index. */
    static final int TABLED_CODES = 128;

    /** Number of scopes in RFC 4511. */
    static final int SCOPES = 3;

    private static final @Nullable String[] RESULTS = results();

    private RfcNames() {}

    static String operation(LdapOp op) {
        return switch (op) {
            case BIND -> "bind";
            case UNBIND -> "unbind";
            case SEARCH -> "search";
            case MODIFY -> "modify";
            case ADD -> "add";
            case DELETE -> "delete";
            case MODIFY_DN -> "modifyDN";
            case COMPARE -> "compare";
            case ABANDON -> "abandon";
            case EXTENDED -> "extended";
        };
    }

    /** The name of a result code; null if it has none (RFC 4511 section 4.1.9, RFC 3909, RFC 4528, RFC 4370). */
    static @Nullable String result(int code) {
        return code >= 0 && code < TABLED_CODES ? RESULTS[code] : null;
    }

    /** The name of a scope in RFC 4516; null for an unknown number. */
    static @Nullable String scope(int scope) {
        return switch (scope) {
            case 0 -> "base";
            case 1 -> "one";
            case 2 -> "sub";
            default -> null;
        };
    }

    private static @Nullable String[] results() {
        @Nullable String[] names = new @Nullable String[TABLED_CODES];
        run(names, 0, "success", "operationsError", "protocolError", "timeLimitExceeded", "sizeLimitExceeded");
        run(names, 5, "compareFalse", "compareTrue", "authMethodNotSupported", "strongerAuthRequired");
        run(names, 10, "referral", "adminLimitExceeded", "unavailableCriticalExtension");
        run(names, 13, "confidentialityRequired", "saslBindInProgress");
        run(names, 16, "noSuchAttribute", "undefinedAttributeType", "inappropriateMatching");
        run(names, 19, "constraintViolation", "attributeOrValueExists", "invalidAttributeSyntax");
        run(names, 32, "noSuchObject", "aliasProblem", "invalidDNSyntax");
        run(names, 36, "aliasDereferencingProblem");
        run(names, 48, "inappropriateAuthentication", "invalidCredentials", "insufficientAccessRights");
        run(names, 51, "busy", "unavailable", "unwillingToPerform", "loopDetect");
        run(names, 64, "namingViolation", "objectClassViolation", "notAllowedOnNonLeaf", "notAllowedOnRDN");
        run(names, 68, "entryAlreadyExists", "objectClassModsProhibited");
        run(names, 71, "affectsMultipleDSAs");
        run(names, 80, "other");
        run(names, 118, "canceled", "noSuchOperation", "tooLate", "cannotCancel", "assertionFailed");
        run(names, 123, "authorizationDenied");
        return names;
    }

    private static void run(@Nullable String[] names, int first, String... next) {
        System.arraycopy(next, 0, names, first, next.length);
    }
}
