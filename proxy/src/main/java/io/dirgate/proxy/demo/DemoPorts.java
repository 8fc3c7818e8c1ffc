package io.dirgate.proxy.demo;

/**
 * The demo's four ports. 0 means any free port, until the gateway listens.
 *
 * @param ldaps for clients, TLS from the first byte
 * @param ldap for clients, StartTLS required
 * @param admin for operators, HTTP
 * @param directory the embedded directory behind the gateway
 */
record DemoPorts(int ldaps, int ldap, int admin, int directory) {}
