package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class after which anything of Netty's was collected without having been released. The library's extension watches
 * buffers alone; leaked TLS engines, contexts and credentials are only logged, so the log is watched as well.
 */
public final class NoLeaks extends NettyLeakDetectorExtension {
    private static final int COLLECTIONS = 3;

    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private final Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        provokeReports();
        reports.start();
        detector.addAppender(reports);
        super.beforeAll(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try {
            provokeReports();
            super.afterAll(context);
        } finally {
            detector.detachAppender(reports);
        }
        assertThat(reports.list).as("leaks reported").isEmpty();
    }

    /** What was collected is reported when the next thing of its kind is made. */
    private static void provokeReports() throws SSLException {
        for (int i = 0; i < COLLECTIONS && OpenSsl.isAvailable(); i++) {
            System.gc();
            SslContext context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.OPENSSL_REFCNT)
                    .build();
            ReferenceCountUtil.release(context.newEngine(ByteBufAllocator.DEFAULT));
            ReferenceCountUtil.release(context);
        }
    }
}
