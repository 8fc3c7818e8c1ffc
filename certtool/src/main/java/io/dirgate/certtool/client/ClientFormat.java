package io.dirgate.certtool.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** The supported clients, and the format of their trusted certificates. */
enum ClientFormat {
    OPENLDAP("ldap.conf", false),
    SSSD("sssd.conf", false),
    NSLCD("nslcd.conf", false),
    JNDI("jndi.properties", true),
    SPRING("application.yaml", true),
    JENKINS("jenkins.yaml", true),
    JIRA("jira.txt", true),
    GRAFANA("ldap.toml", false),
    KEYCLOAK("keycloak.sh", false),
    GITLAB("gitlab.rb", false),
    VAULT("vault.sh", false);

    private final String fileName;
    private final boolean java;

    ClientFormat(String fileName, boolean java) {
        this.fileName = fileName;
        this.java = java;
    }

    String fileName() {
        return fileName;
    }

    /** Whether it wants a trust store of Java instead of PEM. */
    boolean wantsTrustStore() {
        return java;
    }

    /** The text with each {@code @key@} replaced. */
    String fill(Map<String, String> values) throws IOException {
        String name = name().toLowerCase(Locale.ROOT) + ".txt";
        try (InputStream in = ClientFormat.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this installation lacks its text " + name);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue());
            }
            return text;
        }
    }
}
