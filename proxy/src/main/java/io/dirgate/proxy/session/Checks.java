package io.dirgate.proxy.session;

import io.dirgate.proxy.config.LimitsConfig;
import io.dirgate.proxy.dialect.RootDseFilter;
import io.dirgate.proxy.dialect.SaslExternal;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.operation.Operation;
import io.dirgate.proxy.operation.Refusal;
import io.dirgate.proxy.operation.Request;
import io.dirgate.proxy.operation.RequestCheck;
import io.dirgate.proxy.operation.ResponseFilter;
import io.dirgate.proxy.policy.FilterDepth;
import io.dirgate.proxy.policy.SearchSize;
import io.dirgate.proxy.policy.UnauthenticatedBind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The request checks that all sessions share, grouped by kind of operation. Immutable. */
public final class Checks {
    private final RequestCheck[] ofSearches;
    private final RequestCheck[] ofBinds;
    private final ResponseFilter rootDse = new RootDseFilter();

    private Checks(List<RequestCheck> ofSearches, List<RequestCheck> ofBinds) {
        this.ofSearches = ofSearches.toArray(RequestCheck[]::new);
        this.ofBinds = ofBinds.toArray(RequestCheck[]::new);
    }

    public static Checks of(LimitsConfig limits) {
        return new Checks(
                List.of(new SearchSize(limits.searchSize()), new FilterDepth(limits.filterDepth())),
                List.of(new UnauthenticatedBind(), new SaslExternal()));
    }

    /** @return the refusal of the first check that refuses the request; null if all accept it */
    @Nullable
    Refusal refusal(Request request) {
        if (request.op() == LdapOp.SEARCH) {
            return first(ofSearches, request);
        }
        return request.op() == LdapOp.BIND ? first(ofBinds, request) : null;
    }

    private static @Nullable Refusal first(RequestCheck[] checks, Request request) {
        for (RequestCheck check : checks) {
            Refusal refusal = check.check(request);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** Sets the filter that the operation's responses need. */
    void filter(Operation operation) {
        if (operation.request().isRootDse()) {
            operation.filterBy(rootDse);
        }
    }
}
