/**
 * The yardstick: scenarios, and the run that takes each of them through each proxy. The load and the directory server behind
 * the proxies are in {@code load}, the proxies in {@code peer}, what is told of a run in {@code report}, and the gateway's hot
 * paths alone in {@code micro}. Nothing but {@code micro} calls the gateway's code: it is measured as the others are, as a
 * process.
 */
@NullMarked
package io.dirgate.bench;

import org.jspecify.annotations.NullMarked;
