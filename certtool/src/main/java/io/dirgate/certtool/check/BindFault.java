package io.dirgate.certtool.check;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.dirgate.certtool.probe.Reason;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a bind was refused, in plain words. Active Directory and Samba answer nearly everything with {@code invalidCredentials} and
 * hide the reason in the text (MS-ADTS 3.1.1.5.1 and Windows error codes in hex).
 */
record BindFault(String code, String message) {
    private static final Pattern DATA = Pattern.compile("data ([0-9a-fA-F]{2,8})");

    private static final String CHANNEL_BINDING = "80090346";

    private static final Map<String, BindFault> REASONS = Map.of(
            "525",
                    new BindFault(
                            "no-such-user",
                            "the directory knows no such user; look at the spelling and the form of the name"),
            "52e", new BindFault("wrong-password", "the password is wrong (or the name, directories do not tell)"),
            "530", new BindFault("logon-hours", "the account may not log on at this time; look at its logon hours"),
            "531",
                    new BindFault(
                            "workstation", "the account may not log on from here; look at its allowed workstations"),
            "532", new BindFault("password-expired", "the password has expired; set a new one"),
            "533", new BindFault("disabled", "the account is disabled; enable it"),
            "701", new BindFault("account-expired", "the account has expired; extend it"),
            "773", new BindFault("must-change", "the password must be changed first; log on once, or clear that flag"),
            "775",
                    new BindFault(
                            "locked",
                            "the account is locked out; unlock it and find who keeps trying a wrong password"));

    static BindFault of(LDAPException e) {
        String text = String.valueOf(e.getDiagnosticMessage());
        if (text.contains(CHANNEL_BINDING)) {
            return new BindFault(
                    "channel-binding",
                    "the directory asks for channel binding (" + CHANNEL_BINDING
                            + "), which TLS that ends at a gateway or"
                            + " balancer cannot give; use simple binds, or lower LdapEnforceChannelBinding to \"when supported\"");
        }
        Matcher data = DATA.matcher(text);
        BindFault known = data.find() ? REASONS.get(data.group(1).toLowerCase(Locale.ROOT)) : null;
        if (known != null) {
            return known;
        }
        ResultCode code = e.getResultCode();
        if (code.equals(ResultCode.STRONG_AUTH_REQUIRED) || code.equals(ResultCode.CONFIDENTIALITY_REQUIRED)) {
            return new BindFault(
                    "strong-auth-required",
                    "the directory takes passwords only through TLS or signed (" + code.getName()
                            + "); use ldaps:// or --starttls, up to the directory itself");
        }
        if (code.equals(ResultCode.INVALID_CREDENTIALS)) {
            return new BindFault("wrong-password", "name or password is wrong");
        }
        if (code.equals(ResultCode.INVALID_DN_SYNTAX)) {
            return new BindFault("name-form", "the name has a form that this directory does not take; use a full DN");
        }
        if (code.intValue() >= ResultCode.SERVER_DOWN_INT_VALUE) {
            return new BindFault("connection-lost", "the connection broke before an answer: " + Reason.of(e));
        }
        return new BindFault("bind-refused", "refused with " + code.getName() + " (" + code.intValue() + "): " + text);
    }
}
