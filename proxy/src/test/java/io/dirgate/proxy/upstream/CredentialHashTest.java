package io.dirgate.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CredentialHashTest {
    private final CredentialHash hash = new CredentialHash();

    @Test
    void sameNameAndPasswordHaveOneKey() {
        assertThat(key("CN=Svc,DC=corp", "Secret")).isEqualTo(key("CN=Svc,DC=corp", "Secret"));
        assertThat(key("cn=svc,dc=CORP", "Secret")).isEqualTo(key("CN=Svc,DC=corp", "Secret"));
    }

    @Test
    void anotherPasswordOrNameHasAnother() {
        assertThat(key("svc", "Secret")).isNotEqualTo(key("svc", "secret"));
        assertThat(key("svc", "Secret")).isNotEqualTo(key("svd", "Secret"));
        assertThat(key("ab", "c")).isNotEqualTo(key("a", "bc"));
    }

    @Test
    void keysOfAnotherProcessAreOthers() {
        assertThat(Binds.identity("svc", "Secret").credential(new CredentialHash()))
                .isNotEqualTo(key("svc", "Secret"));
    }

    private CredentialKey key(String name, String password) {
        return Binds.identity(name, password).credential(hash);
    }
}
