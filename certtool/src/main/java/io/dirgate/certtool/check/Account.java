package io.dirgate.certtool.check;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import io.dirgate.certtool.probe.Stage;
import io.dirgate.certtool.report.Finding;

/** An account that is to be let in. Once the directory has answered no, it is never tried again: each try counts toward a lockout. */
final class Account {
    private final String name;
    private final char[] password;
    private boolean refused;

    Account(String name, char[] password) {
        this.name = name;
        this.password = password.clone();
    }

    Finding bind(LDAPConnection connection) {
        if (refused) {
            return Finding.skipped(Stage.BIND, "not tried again after the refusal, to avoid locking the account");
        }
        try {
            BindResult result = connection.bind(new SimpleBindRequest(name, new String(password)));
            return Finding.ok(
                    Stage.BIND,
                    name + " can bind"
                            + (result.getDiagnosticMessage() == null ? "" : ", " + result.getDiagnosticMessage()));
        } catch (LDAPException e) {
            refused = isAnswer(e.getResultCode());
            BindFault fault = BindFault.of(e);
            return Finding.error(fault.code(), Stage.BIND, name + ": " + fault.message());
        }
    }

    private static boolean isAnswer(ResultCode code) {
        return code.intValue() < ResultCode.SERVER_DOWN_INT_VALUE;
    }
}
