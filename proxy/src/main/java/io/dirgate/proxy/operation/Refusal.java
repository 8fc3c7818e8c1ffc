package io.dirgate.proxy.operation;

/**
 * Why a request goes no further. The client gets the code and the text as the result of this one operation; its connection goes on.
 *
 * @param code a result code of RFC 4511 appendix A
 * @param text what is wrong, and what to do about it
 */
public record Refusal(int code, String text) {}
