package io.dirgate.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"10.0.1.10:389", "[::1]:636", "dc1.corp.example.com:65535", "localhost:0", "DC_1:389", "a:1"})
    void isWrittenAsItWasRead(String text) {
        assertThat(Endpoint.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ":", ":389", "10.0.1.10", "10.0.1.10:", "10.0.1.10:65536", "10.0.1.10:-1", "10.0.1.10:+1",
                        "10.0.1:389",
                "10.0.1.256:389", "[::1]", "[::1:636", "::1]:636", "[10.0.0.1]:636", "a b:1", "-a:1", "a..b:1",
                        "ldap://a:1",
                "a:1:2"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" ");
    }

    @Test
    void knowsAnAddressWithoutItsBrackets() {
        assertThatThrownBy(() -> Endpoint.parse("2001:db8::1"))
                .hasMessage("\"2001:db8::1\" needs brackets and a port: \"[2001:db8::1]:636\"");
    }
}
