package io.dirgate.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
    private final Descriptors descriptors = new Descriptors(8);

    @Test
    void clientsLeaveAFewForTheConnectionsThatTheyNeed() {
        for (int i = 0; i < 6; i++) {
            assertThat(descriptors.areLeftForClients()).isTrue();
            descriptors.count(new EmbeddedChannel());
        }
        assertThat(descriptors.areLeftForClients()).isFalse();

        EmbeddedChannel toServer = new EmbeddedChannel();
        descriptors.count(toServer);
        assertThat(descriptors.areLeft()).isTrue();
        descriptors.count(new EmbeddedChannel());
        assertThat(descriptors.areLeft()).isFalse();
        toServer.close();
        assertThat(descriptors.areLeft()).isTrue();
    }
}
