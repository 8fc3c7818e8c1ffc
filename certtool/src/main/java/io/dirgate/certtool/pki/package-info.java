/**
 * Keys, names, requests, certificates and chains: making them, reading them, writing them. Nothing here prints, asks or decides
 * what a user wants.
 */
@NullMarked
package io.dirgate.certtool.pki;

import org.jspecify.annotations.NullMarked;
