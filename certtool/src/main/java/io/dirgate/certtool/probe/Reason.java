package io.dirgate.certtool.probe;

import java.util.regex.Pattern;

/** The LDAP library's messages, without the dump of the request and the version of the library. */
public final class Reason {
    private static final Pattern REQUEST = Pattern.compile(" while waiting for a response to .*\\)(?=[:.,]|$)");
    private static final Pattern VERSION = Pattern.compile(", ldapSDKVersion=.*", Pattern.DOTALL);

    private Reason() {}

    public static String of(Exception e) {
        String text = VERSION.matcher(String.valueOf(e.getMessage())).replaceFirst("");
        return REQUEST.matcher(text).replaceFirst("").replaceAll("\\s+", " ");
    }
}
