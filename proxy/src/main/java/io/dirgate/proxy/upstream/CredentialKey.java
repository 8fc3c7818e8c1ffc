package io.dirgate.proxy.upstream;

/**
 * Stands for a name and a password where sessions share what they know of them: a keyed hash, from which neither can be told.
 * Equal keys of one process mean the same name, letter case aside, and the same password.
 */
record CredentialKey(long high, long low) {}
