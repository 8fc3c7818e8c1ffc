package io.dirgate.proxy.operation;

/**
 * The reason why a request is not forwarded. The client receives the code and the text as the result of this operation.
 * The connection stays open.
 *
 * @param code a result code of RFC 4511 appendix A
 * @param text the problem and its remedy
 */
public record Refusal(int code, String text) {}
