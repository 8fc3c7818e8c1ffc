package io.dirgate.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dirgate.proxy.ldap.Utf8Text;
import io.dirgate.proxy.upstream.Binds;
import io.dirgate.proxy.upstream.Identity;
import org.junit.jupiter.api.Test;

class LoginTest {
    private final Identity identity = Binds.identity("cn=u1", "secret");
    private final Login.Anonymous anonymous = new Login.Anonymous();

    @Test
    void nobodyBindsAndIsSomebodyAfterSuccess() {
        Login.Binding binding = anonymous.bind(identity, false);
        assertThat(binding.isBinding()).isTrue();
        assertThat(binding.identity()).isNull();
        assertThat(binding.canBeRestored()).isFalse();

        assertThat(binding.succeeded()).isEqualTo(new Login.Bound(identity));
        assertThat(binding.succeeded().identity()).isSameAs(identity);
        assertThat(binding.succeeded().isBinding()).isFalse();
    }

    @Test
    void aBindThatProvesNothingLeavesTheSessionAnonymous() {
        assertThat(anonymous.bind(null, false).succeeded()).isEqualTo(anonymous);
        assertThat(anonymous.bind(null, false).failed()).isEqualTo(anonymous);
    }

    @Test
    void aRefusedBindForgetsItsCredential() {
        assertThat(new Login.Bound(Identity.once(Utf8Text.of("cn=u0")))
                        .bind(identity, false)
                        .failed())
                .isEqualTo(anonymous);
        assertThat(identity.isRepeatable()).isFalse();
    }

    @Test
    void aBindInStepsGoesOnWithAnother() {
        Login.Negotiating negotiating = anonymous.bind(identity, true).inProgress();
        assertThat(negotiating.canBeRestored()).isFalse();
        assertThat(negotiating.identity()).isNull();
        assertThat(negotiating.bind(identity, true)).isEqualTo(new Login.Binding(identity, true));
    }

    @Test
    void onlyASessionThatCanBindAgainOrNeverDidCanBeRestored() {
        assertThat(anonymous.canBeRestored()).isTrue();
        assertThat(new Login.Bound(identity).canBeRestored()).isTrue();
        assertThat(new Login.Bound(Identity.once(Utf8Text.of("GSSAPI"))).canBeRestored())
                .isFalse();
    }

    @Test
    void aSecurityLayerKeepsTheIdentityAndAdmitsNoBind() {
        Login layered = new Login.Bound(identity).layered();
        assertThat(layered.identity()).isSameAs(identity);
        assertThat(layered).isNotInstanceOf(Login.Settled.class);
        assertThat(layered.canBeRestored()).isFalse();
    }
}
