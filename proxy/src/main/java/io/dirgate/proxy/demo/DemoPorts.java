package io.dirgate.proxy.demo;

/**
 * The demo's four doors; 0 is any free port, until the gateway has taken one.
 *
 * @param ldaps clients', TLS from the first byte
 * @param ldap clients', StartTLS required
 * @param admin operators', HTTP
 * @param directory the embedded directory's, behind the gateway
 */
record DemoPorts(int ldaps, int ldap, int admin, int directory) {}
