package io.dirgate.bench.profile;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** To what a stack is put down: the first of these, from the running frame outwards, that knows a frame. */
enum Part {
    COMPILER("Compile:|CompileBroker|C[12]_MacroAssembler|PhaseIdealLoop|C2Compiler"),
    COLLECTOR("VM_Gen|VM_G1|DefNew|MarkSweep|GenCollected|SerialHeap|G1.*::|VMThread"),
    SOCKETS("epoll/Native|unix/Socket|unix\\.Socket|netty_epoll|netty_unix|epoll_wait|__libc_(send|recv|read|write)"),
    TLS("netty/internal/tcnative|netty/handler/ssl|SSL_|bssl::|aes_|AES_|gcm|sha(256|512)|x25519|ec_GFp|bn_|BIO_"),
    ACCESS_LOG("observe/(AccessLog|Json|Line|Log|TimeText|RfcNames)"),
    METRICS("observe/|micrometer"),
    LDAP("io/dirgate/proxy/ldap"),
    SESSION("io/dirgate/proxy/session"),
    BACKEND("io/dirgate/proxy/backend"),
    NET("io/dirgate/proxy/(net|tls|admin)"),
    NETTY_TIMERS("ScheduledFuture|IdleState|PriorityQueue|HashedWheel"),
    NETTY_BUFFERS("io/netty/buffer|io/netty/util/Recycler|netty/util/ReferenceCount"),
    NETTY_CHANNELS("io/netty/"),
    OTHER("");

    private final Pattern frames;

    Part(String frames) {
        this.frames = Pattern.compile(frames);
    }

    static Part of(List<String> stack) {
        for (int i = stack.size() - 1; i >= 0; i--) {
            for (Part part : values()) {
                if (part != OTHER && part.frames.matcher(stack.get(i)).find()) {
                    return part;
                }
            }
        }
        return OTHER;
    }

    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
