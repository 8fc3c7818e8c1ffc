package io.dirgate.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
    private final Descriptors descriptors = new Descriptors(8);

    @Test
    void clientsLeaveAFewForTheConnectionsThatTheyNeed() {
        for (int i = 0; i < 6; i++) {
            assertThat(descriptors.accepted(new EmbeddedChannel())).isTrue();
        }
        EmbeddedChannel tooMany = new EmbeddedChannel();
        assertThat(descriptors.accepted(tooMany)).isFalse();
        tooMany.close();

        assertThat(descriptors.opened(new EmbeddedChannel())).isTrue();
        assertThat(descriptors.opened(new EmbeddedChannel())).isTrue();
        assertThat(descriptors.opened(new EmbeddedChannel())).isFalse();
    }
}
