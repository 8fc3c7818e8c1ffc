package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProtectionTest {
    @Test
    void requestsAreServedInClearUnlessTlsIsRequired() {
        assertThat(new Protection.Clear(false).admitsRequests()).isTrue();
        assertThat(new Protection.Clear(true).admitsRequests()).isFalse();
        assertThat(new Protection.Clear(false).tls()).isNull();
    }

    @Test
    void nothingIsServedDuringTheHandshake() {
        Protection.Handshaking handshaking = new Protection.Clear(true).handshake(5);
        assertThat(handshaking.admitsRequests()).isFalse();
        assertThat(handshaking.tls()).isNull();
        assertThat(handshaking.sinceNanos()).isEqualTo(5);
    }

    @Test
    void requestsAreServedOnceTlsIsOn() {
        Protection.On on = new Protection.Handshaking(5).done("TLSv1.3", "cipher", null, 9);
        assertThat(on.admitsRequests()).isTrue();
        assertThat(on.tls()).isEqualTo(new Protection.On("TLSv1.3", "cipher", null, 9));
    }
}
