package io.dirgate.proxy.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.LDAPResult;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NettyLeakDetectorExtension.class)
class LdapRepliesTest {
    private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

    static Stream<LdapOp> answered() {
        return Arrays.stream(LdapOp.values()).filter(op -> op.responseTag() >= 0);
    }

    @ParameterizedTest
    @MethodSource("answered")
    void aResultIsReadAsTheOperationsOwn(LdapOp op) throws Exception {
        ByteBuf reply = LdapReplies.result(ALLOC, op, 77, ResultCode.UNAVAILABLE, "no server is up: übel");
        LdapEnvelope envelope = new LdapEnvelope();
        assertThat(envelope.read(reply, 0, reply.writerIndex())).isTrue();
        assertThat(envelope.opTag()).isEqualTo(op.responseTag());

        LDAPResult result = (LDAPResult) Messages.response(reply);

        assertThat(result.getMessageID()).isEqualTo(77);
        assertThat(result.getResultCode().intValue()).isEqualTo(ResultCode.UNAVAILABLE);
        assertThat(result.getDiagnosticMessage()).isEqualTo("no server is up: übel");
        assertThat(result.getMatchedDN()).isNullOrEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 120, 127, 128, 240, 255, 256, 65_500, 65_536, 100_000})
    void textsOfAnyLengthAreWritten(int length) throws Exception {
        String text = "x".repeat(length);

        LDAPResult result =
                (LDAPResult) Messages.response(LdapReplies.result(ALLOC, LdapOp.SEARCH, 1, ResultCode.BUSY, text));

        assertThat(result.getDiagnosticMessage() == null ? "" : result.getDiagnosticMessage())
                .isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 255, 256, 32_767, 32_768, 8_388_607, 8_388_608, Integer.MAX_VALUE})
    void messageIdsOfAnySizeAreWritten(int id) throws Exception {
        assertThat(Messages.response(LdapReplies.result(ALLOC, LdapOp.BIND, id, 0, ""))
                        .getMessageID())
                .isEqualTo(id);
        assertThat(Messages.request(LdapReplies.unbindRequest(ALLOC, id)).getMessageID())
                .isEqualTo(id);
    }

    @Test
    void theAnswerToStartTlsNamesIt() throws Exception {
        ExtendedResult answer = (ExtendedResult) Messages.response(LdapReplies.startTlsSuccess(ALLOC, 5));

        assertThat(answer.getMessageID()).isEqualTo(5);
        assertThat(answer.getResultCode().intValue()).isEqualTo(ResultCode.SUCCESS);
        assertThat(answer.getOID()).isEqualTo(LdapReplies.START_TLS);
    }

    @Test
    void aNoticeOfDisconnectionIsKnownAsOne() throws Exception {
        ExtendedResult notice = (ExtendedResult)
                Messages.response(LdapReplies.noticeOfDisconnection(ALLOC, ResultCode.PROTOCOL_ERROR, "not LDAP"));

        assertThat(notice.getMessageID()).isZero();
        assertThat(notice.getResultCode().intValue()).isEqualTo(ResultCode.PROTOCOL_ERROR);
        assertThat(notice.getDiagnosticMessage()).isEqualTo("not LDAP");
        assertThat(notice.getOID()).isEqualTo(LdapReplies.NOTICE_OF_DISCONNECTION);
    }

    @Test
    void requestsAreReadAsWhatTheyAre() throws Exception {
        LDAPMessage startTls = Messages.request(LdapReplies.startTlsRequest(ALLOC, 1));

        assertThat(startTls.getExtendedRequestProtocolOp().getOID()).isEqualTo(LdapReplies.START_TLS);
        assertThat(startTls.getExtendedRequestProtocolOp().getValue()).isNull();
        assertThat(Messages.request(LdapReplies.unbindRequest(ALLOC, 2)).getProtocolOpType())
                .isEqualTo((byte) LdapOp.UNBIND.requestTag());
    }
}
