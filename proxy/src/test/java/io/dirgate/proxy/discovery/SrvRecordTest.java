package io.dirgate.proxy.discovery;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import org.junit.jupiter.api.Test;

class SrvRecordTest {
    @Test
    void isReadInTheOrderOfTheRfc() {
        assertThat(read(record(10, 60, 389, "DC1", "corp", "example", "com")))
                .isEqualTo(new SrvRecord(10, 60, 389, "dc1.corp.example.com", 600));
    }

    @Test
    void theRootAsTargetMeansThatThereIsNoSuchService() {
        assertThat(read(record(0, 0, 0)).target()).isEmpty();
    }

    @Test
    void weightZeroHasAVerySmallShareBesideOthersAndAnEqualOneAmongItsKind() {
        int zero = read(record(0, 0, 389, "dc1")).share();

        assertThat(zero).isEqualTo(read(record(0, 0, 389, "dc2")).share()).isPositive();
        assertThat(read(record(0, 1, 389, "dc3")).share()).isEqualTo(100 * zero);
    }

    @Test
    void whatIsTooShortIsRefused() {
        assertThatThrownBy(() -> read(Unpooled.wrappedBuffer(new byte[6]))).isInstanceOf(CorruptedFrameException.class);
        assertThatThrownBy(() -> read(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 0, 1, 1, 9, 'd'})))
                .isInstanceOf(CorruptedFrameException.class);
    }

    private static SrvRecord read(ByteBuf content) {
        return SrvRecord.read(new DefaultDnsRawRecord("_ldap._tcp.corp.example.com.", DnsRecordType.SRV, 600, content));
    }

    private static ByteBuf record(int priority, int weight, int port, String... labels) {
        ByteBuf content =
                Unpooled.buffer().writeShort(priority).writeShort(weight).writeShort(port);
        for (String label : labels) {
            content.writeByte(label.length()).writeCharSequence(label, US_ASCII);
        }
        return content.writeByte(0);
    }
}
