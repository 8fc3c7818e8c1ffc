package io.dirgate.proxy.upstream;

/** A directory server's refusal of a bind: its result code and diagnostic message. */
public record BindRefusal(int code, String text) {
    @Override
    public String toString() {
        return "result " + code + " " + text;
    }
}
