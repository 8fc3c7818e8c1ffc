package io.dirgate.proxy.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dirgate.proxy.NoLeaks;
import io.dirgate.proxy.ldap.LdapFrame;
import io.dirgate.proxy.ldap.LdapFrameDecoder;
import io.dirgate.proxy.ldap.LdapProtocolException;
import io.dirgate.proxy.ldap.LdapText;
import io.dirgate.proxy.ldap.RequestMemory;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class OperationTest {
    private final RequestMemory memory = new RequestMemory(1 << 20);
    private final OperationPool pool = OperationPool.ofLoop();

    @Test
    void frameOfAnOperationThatHasEndedCannotBeHad() throws LdapProtocolException {
        Operation operation = pool.begin(1, frame("7 search dc=x"), 0);
        assertThat(operation.isEnded()).isFalse();
        operation.end(0, 5);
        assertThat(operation.isEnded()).isTrue();
        assertThat(operation.messageId()).isEqualTo(7);
        assertThat(memory.used()).isZero();
        assertThatThrownBy(operation.request()::frame)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("operation 7 has ended");
    }

    @Test
    void operationThatHasEndedCannotEndAgain() throws LdapProtocolException {
        Operation operation = pool.begin(1, frame("7 search dc=x"), 0);
        operation.end(0, 5);
        assertThatThrownBy(() -> operation.end(0, 6)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void frameOfARequestThatCannotBeReadIsReleased() {
        byte[] malformed = LdapText.encode("7 search dc=x");
        malformed[7] = 0x05;
        assertThatThrownBy(() -> pool.begin(1, frame(malformed), 0)).isInstanceOf(LdapProtocolException.class);
        assertThat(memory.used()).isZero();
    }

    @Test
    void nothingOfASearchIsLeftInTheNextRequest() throws LdapProtocolException {
        Operation search = pool.begin(1, frame("7 page - cookie"), 0);
        assertThat(search.request().isPaged()).isTrue();
        search.end(0, 5);
        pool.end(search);
        Operation next = pool.begin(2, frame("8 compare cn=a"), 0);
        assertThat(next).isSameAs(search);
        assertThat(next.request().isPaged()).isFalse();
        assertThat(next.request().pagingCookie()).isNull();
        assertThat(next.request().isOpenEnded()).isFalse();
        assertThat(next.request().isRootDse()).isFalse();
        assertThat(next.isFiltered()).isFalse();
        assertThat(next.request().readsServerState()).isFalse();
        assertThat(next.canBeSentAgain()).isTrue();
        next.end(6, 5);
        pool.end(next);
    }

    private LdapFrame frame(String line) {
        return frame(LdapText.encode(line));
    }

    private LdapFrame frame(byte[] message) {
        EmbeddedChannel channel = new EmbeddedChannel(new LdapFrameDecoder(1 << 16, memory));
        channel.writeInbound(Unpooled.wrappedBuffer(message));
        LdapFrame frame = channel.readInbound();
        channel.finishAndReleaseAll();
        return frame;
    }
}
