package io.dirgate.proxy.observe;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.dirgate.proxy.ldap.LdapOp;
import io.dirgate.proxy.ldap.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Writes one operation as one line of JSON, over and over into the same bytes: a thread's own, without garbage. */
final class AccessLogLine {
    private static final SerializableString TIME = new SerializedString("time");
    private static final SerializableString SESSION = new SerializedString("session");
    private static final SerializableString LISTENER = new SerializedString("listener");
    private static final SerializableString CLIENT = new SerializedString("client");
    private static final SerializableString TLS = new SerializedString("tls");
    private static final SerializableString CIPHER = new SerializedString("cipher");
    private static final SerializableString IDENTITY = new SerializedString("identity");
    private static final SerializableString OP = new SerializedString("op");
    private static final SerializableString MESSAGE_ID = new SerializedString("messageId");
    private static final SerializableString BASE = new SerializedString("base");
    private static final SerializableString DN = new SerializedString("dn");
    private static final SerializableString OID = new SerializedString("oid");
    private static final SerializableString SCOPE = new SerializedString("scope");
    private static final SerializableString FILTER = new SerializedString("filter");
    private static final SerializableString RESULT = new SerializedString("result");
    private static final SerializableString RESULT_NAME = new SerializedString("resultName");
    private static final SerializableString SUB_CODE = new SerializedString("subCode");
    private static final SerializableString ENTRIES = new SerializedString("entries");
    private static final SerializableString REQUEST_BYTES = new SerializedString("requestBytes");
    private static final SerializableString RESPONSE_BYTES = new SerializedString("responseBytes");
    private static final SerializableString GATEWAY_MICROS = new SerializedString("gatewayMicros");
    private static final SerializableString DIRECTORY_MICROS = new SerializedString("directoryMicros");
    private static final SerializableString SERVER = new SerializedString("server");
    private static final SerializableString UPSTREAM_PORT = new SerializedString("upstreamPort");

    private final Clock clock;
    private final TimeText time = new TimeText();
    private final LenientUtf8 text = new LenientUtf8();
    private final Bytes bytes = new Bytes();
    private final JsonGenerator json;

    AccessLogLine(Clock clock) {
        this.clock = clock;
        try {
            json = new JsonFactoryBuilder()
                    .rootValueSeparator((String) null)
                    .build()
                    .createGenerator(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    void encode(SessionFacts session, OperationFacts operation) {
        bytes.reset();
        try {
            json.writeStartObject();
            json.writeFieldName(TIME);
            json.writeString(time.of(clock.millis()), 0, TimeText.LENGTH);
            session(session);
            request(operation);
            result(operation);
            json.writeEndObject();
            json.writeRaw('\n');
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    byte[] bytes() {
        return bytes.array();
    }

    int length() {
        return bytes.size();
    }

    private void session(SessionFacts session) throws IOException {
        number(SESSION, session.session());
        string(LISTENER, session.listener());
        string(CLIENT, session.clientAddress());
        string(TLS, session.tlsVersion());
        string(CIPHER, session.cipher());
        string(IDENTITY, session.identity());
    }

    private void request(OperationFacts operation) throws IOException {
        LdapOp op = operation.op();
        string(OP, RfcNames.operation(op));
        number(MESSAGE_ID, operation.messageId());
        // The empty base is a place, the rootDSE; an empty name elsewhere is none.
        if (op == LdapOp.SEARCH) {
            text(BASE, operation.name());
        } else if (!operation.name().isEmpty()) {
            text(op == LdapOp.EXTENDED ? OID : DN, operation.name());
        }
        string(SCOPE, RfcNames.scope(operation.scope()));
        if (!operation.filterShape().isEmpty()) {
            text(FILTER, operation.filterShape());
        }
    }

    private void result(OperationFacts operation) throws IOException {
        if (operation.resultCode() >= 0) {
            number(RESULT, operation.resultCode());
            string(RESULT_NAME, RfcNames.result(operation.resultCode()));
        }
        string(SUB_CODE, operation.subCode());
        if (operation.op() == LdapOp.SEARCH) {
            number(ENTRIES, operation.entries());
        }
        number(REQUEST_BYTES, operation.requestBytes());
        number(RESPONSE_BYTES, operation.responseBytes());
        number(GATEWAY_MICROS, operation.gatewayNanos() / 1_000);
        if (operation.directoryNanos() > 0) {
            number(DIRECTORY_MICROS, operation.directoryNanos() / 1_000);
        }
        string(SERVER, operation.server());
        if (operation.upstreamPort() > 0) {
            number(UPSTREAM_PORT, operation.upstreamPort());
        }
    }

    private void number(SerializableString name, long value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(value);
    }

    private void string(SerializableString name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeString(value);
        }
    }

    private void text(SerializableString name, Utf8Text value) throws IOException {
        json.writeFieldName(name);
        json.writeString(text.decode(value), 0, text.length());
    }

    private static final class Bytes extends ByteArrayOutputStream {
        Bytes() {
            super(1024);
        }

        byte[] array() {
            return buf;
        }
    }
}
