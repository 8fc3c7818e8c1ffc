package io.dirgate.proxy.upstream;

/**
 * A keyed hash of a name and a password. Sessions use it to share knowledge about a credential without revealing it.
 * Equal keys within one process mean the same name (ignoring letter case) and the same password.
 */
record CredentialKey(long high, long low) {}
