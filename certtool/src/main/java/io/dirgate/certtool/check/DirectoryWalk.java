package io.dirgate.certtool.check;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import io.dirgate.certtool.probe.Endpoint;
import io.dirgate.certtool.probe.Reason;
import io.dirgate.certtool.probe.Secured;
import io.dirgate.certtool.probe.Stage;
import io.dirgate.certtool.report.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The steps of a connected client: rootDSE, bind, search, references. */
record DirectoryWalk(
        Endpoint endpoint,
        @Nullable Account account,
        @Nullable String base,
        Duration timeout) {
    private static final int FEW = 10;

    /** Adds the steps; ends with the first that fails. */
    void walk(Secured secured, List<Finding> steps) {
        try (LDAPConnection connection = connect(secured)) {
            Entry rootDse = introduce(connection, steps);
            if (rootDse == null || failed(account == null ? noAccount() : enter(connection, account), steps)) {
                return;
            }
            String found = base != null ? base : rootDse.getAttributeValue("defaultNamingContext");
            if (account == null && base == null) {
                steps.add(Finding.skipped(
                        Stage.SEARCH, "not asked for; give --base, and --bind-dn where anonymous may not search"));
            } else if (found == null) {
                steps.add(Finding.skipped(Stage.SEARCH, "the directory names no default naming context; give --base"));
            } else {
                search(connection, found, rootDse, steps);
            }
        } catch (LDAPException e) {
            steps.add(Finding.error(
                    "no-ldap", Stage.ROOT_DSE, "the server does not speak LDAP on this connection: " + Reason.of(e)));
        }
    }

    private LDAPConnection connect(Secured secured) throws LDAPException {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setFollowReferrals(false);
        options.setResponseTimeoutMillis(timeout.toMillis());
        // By address: the name may be unknown here, or lead elsewhere.
        String address = secured.socket().getInetAddress().getHostAddress();
        return new LDAPConnection(new OpenSocketFactory(secured.socket()), options, address, endpoint.port());
    }

    private static boolean failed(Finding step, List<Finding> steps) {
        steps.add(step);
        return step.severity() == Finding.Severity.ERROR;
    }

    private @Nullable Entry introduce(LDAPConnection connection, List<Finding> steps) {
        try {
            Entry rootDse = connection.getEntry(
                    "", "defaultNamingContext", "namingContexts", "dnsHostName", "vendorName", "isSynchronized");
            if (rootDse == null) {
                steps.add(
                        Finding.error("hidden", Stage.ROOT_DSE, "the directory shows no rootDSE to anonymous clients"));
                return null;
            }
            String name = rootDse.getAttributeValue("dnsHostName");
            String domain = rootDse.getAttributeValue("defaultNamingContext");
            steps.add(
                    "FALSE".equalsIgnoreCase(rootDse.getAttributeValue("isSynchronized"))
                            ? Finding.warning(
                                    "not-synchronized",
                                    Stage.ROOT_DSE,
                                    name
                                            + " has not finished its replication (isSynchronized FALSE); wait, or use another server")
                            : Finding.ok(
                                    Stage.ROOT_DSE,
                                    (name == null ? "a directory" : name) + (domain == null ? "" : ", " + domain)));
            return rootDse;
        } catch (LDAPException e) {
            boolean lost = e.getResultCode().intValue() >= ResultCode.SERVER_DOWN_INT_VALUE;
            steps.add(Finding.error(
                    lost ? "no-ldap" : "refused",
                    Stage.ROOT_DSE,
                    lost
                            ? "no LDAP server answers on this port (" + Reason.of(e) + ")"
                            : "the directory refuses to return its rootDSE: "
                                    + e.getResultCode().getName() + " " + e.getDiagnosticMessage()));
            return null;
        }
    }

    private Finding noAccount() {
        return Finding.skipped(Stage.BIND, "not asked for; give --bind-dn and --password-file");
    }

    private Finding enter(LDAPConnection connection, Account who) {
        return endpoint.security() == Endpoint.Security.NONE
                ? Finding.error(
                        "clear-text",
                        Stage.BIND,
                        "the password would cross the network in clear and is not sent; use"
                                + " ldaps:// or --starttls")
                : who.bind(connection);
    }

    private void search(LDAPConnection connection, String where, Entry rootDse, List<Finding> steps) {
        try {
            SearchRequest whole =
                    new SearchRequest(where, SearchScope.SUB, "(objectClass=domain)", SearchRequest.NO_ATTRIBUTES);
            connection.search(
                    new SearchRequest(where, SearchScope.BASE, "(objectClass=*)", SearchRequest.NO_ATTRIBUTES));
            whole.setSizeLimit(FEW);
            SearchResult result = connection.search(whole);
            steps.add(Finding.ok(Stage.SEARCH, where + " is there"));
            steps.add(references(urls(result)));
        } catch (LDAPSearchException e) {
            steps.add(searchFault(e, where, rootDse));
        } catch (LDAPException e) {
            steps.add(Finding.error(
                    "base-form", Stage.SEARCH, "'" + where + "' is not a search base: " + e.getMessage()));
        }
    }

    private static List<String> urls(SearchResult result) {
        return Stream.concat(
                        result.getSearchReferences() == null
                                ? Stream.empty()
                                : result.getSearchReferences().stream()
                                        .flatMap(reference -> Stream.of(reference.getReferralURLs())),
                        Stream.of(result.getReferralURLs()))
                .toList();
    }

    private static Finding references(List<String> urls) {
        List<String> clear = new ArrayList<>(urls);
        clear.removeIf(url -> !url.startsWith("ldap://"));
        if (!clear.isEmpty()) {
            return Finding.warning(
                    "clear-text-references",
                    Stage.REFERENCES,
                    "searches are referred to " + String.join(", ", clear)
                            + "; clients that follow them bypass the gateway, without TLS; let the gateway drop references, or"
                            + " disable referral chasing in the clients");
        }
        return Finding.ok(Stage.REFERENCES, urls.isEmpty() ? "none" : urls.size() + " to ldaps://");
    }

    private static Finding searchFault(LDAPSearchException e, String where, Entry rootDse) {
        ResultCode code = e.getResultCode();
        if (code.equals(ResultCode.REFERRAL)) {
            return Finding.error(
                    "elsewhere",
                    Stage.SEARCH,
                    where + " is kept elsewhere: the directory refers to " + String.join(", ", e.getReferralURLs()));
        }
        if (code.equals(ResultCode.NO_SUCH_OBJECT)) {
            String[] contexts = rootDse.getAttributeValues("namingContexts");
            return Finding.error(
                    "no-such-base",
                    Stage.SEARCH,
                    where + " does not exist here, or the account may not see it"
                            + (contexts == null ? "" : "; the directory has " + String.join(" and ", contexts)));
        }
        if (code.equals(ResultCode.OPERATIONS_ERROR) || code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)) {
            return Finding.error(
                    "bind-first",
                    Stage.SEARCH,
                    "anonymous clients may not search here; give --bind-dn and" + " --password-file");
        }
        return Finding.error(
                "search-refused",
                Stage.SEARCH,
                "the search of " + where + " ended with " + code.getName() + ": " + e.getDiagnosticMessage());
    }
}
