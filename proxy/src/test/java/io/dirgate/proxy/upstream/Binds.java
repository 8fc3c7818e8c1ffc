package io.dirgate.proxy.upstream;

import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.Utf8Text;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Identities of simple binds, as a session keeps them. */
public final class Binds {
    private Binds() {}

    public static Identity identity(String name, String password) {
        ByteBuf bind = Unpooled.buffer().writeBytes(new byte[] {2, 1, 3});
        element(bind, 0x04, name);
        element(bind, 0x80, password);
        LdapFrame frame = new LdapFrame(LdapOp.BIND, 7, bind, 0, 0, bind.readableBytes(), bind.readableBytes(), null);
        return Identity.repeatable(Utf8Text.of(name), frame, 3 + 2 + name.length());
    }

    private static void element(ByteBuf into, int tag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        into.writeByte(tag).writeByte(bytes.length).writeBytes(bytes);
    }
}
