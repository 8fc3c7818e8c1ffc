package io.dirgate.tests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The programs that a test runs, by name; {@link #ROOT} stands for the right to open low ports, name spaces and packet
 * filters. Where one is missing the test is skipped with that reason, and fails where {@code CI=true}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsCondition.class)
@interface Needs {
    String ROOT = "the root user";
    String SAMBA = "samba";
    String SLAPD = "slapd";
    String LDAPSEARCH = "ldapsearch";
    String PYTHON_LDAP = "python3-ldap";
    String KINIT = "kinit";
    String NFT = "nft";
    String CURL = "curl";
    String DNSMASQ = "dnsmasq";
    String OPENSSL = "openssl";
    String UNSHARE = "unshare";

    String[] value();
}
