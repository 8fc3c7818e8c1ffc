package io.dirgate.certtool.probe;

import java.util.regex.Pattern;

/** The LDAP library's messages without what only its authors want to know: the request's dump and the library's version. */
public final class Reason {
    private static final Pattern REQUEST = Pattern.compile(" while waiting for a response to .*\\)(?=[:.,]|$)");
    private static final Pattern VERSION = Pattern.compile(", ldapSDKVersion=.*", Pattern.DOTALL);

    private Reason() {}

    public static String of(Exception e) {
        String text = VERSION.matcher(String.valueOf(e.getMessage())).replaceFirst("");
        return REQUEST.matcher(text).replaceFirst("").replaceAll("\\s+", " ");
    }
}
