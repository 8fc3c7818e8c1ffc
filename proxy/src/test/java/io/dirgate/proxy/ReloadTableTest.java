package io.dirgate.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import io.dirgate.proxy.ReloadTable.Row;
import io.dirgate.proxy.config.Changes;
import io.dirgate.proxy.config.ConfigException;
import io.dirgate.proxy.config.GatewayConfig;
import io.dirgate.proxy.config.Reference;
import io.dirgate.proxy.domain.Followed;
import io.dirgate.proxy.session.Service;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Changes every setting in turn while clients search, and looks whether it is in force and every client still connected. */
@ExtendWith(NoLeaks.class)
class ReloadTableTest {
    private static final int MILLIS_BETWEEN_SEARCHES = 5;

    @TempDir
    Path folder;

    private final AtomicInteger searches = new AtomicInteger();
    private final List<Throwable> lost = new CopyOnWriteArrayList<>();

    @Test
    void everySettingIsApplied() throws Exception {
        try (ReloadTable table = new ReloadTable(folder)) {
            assertThat(table.rows().stream().map(Row::path))
                    .as("one row in ReloadTable for each setting of config/REFERENCE.md")
                    .containsExactlyInAnyOrderElementsOf(Reference.settings().keySet());
            try (Gateway gateway = Gateway.start(table.config("", ""))) {
                serve(gateway, table);
            }
        }
    }

    private void serve(Gateway gateway, ReloadTable table) throws Exception {
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
        List<String> wrong = new ArrayList<>();
        try (LDAPConnection plain = new LDAPConnection("127.0.0.1", ReloadTable.port(gateway, "plain"));
                LDAPConnection secure = new LDAPConnection(
                        new SSLUtil(new TrustAllTrustManager()).createSSLSocketFactory(),
                        "127.0.0.1",
                        ReloadTable.port(gateway, "secure"))) {
            for (LDAPConnection client : List.of(plain, secure)) {
                load.scheduleWithFixedDelay(() -> search(client), 0, MILLIS_BETWEEN_SEARCHES, TimeUnit.MILLISECONDS);
            }
            for (Row row : table.rows()) {
                try {
                    change(gateway, table, row);
                } catch (Exception | AssertionError e) {
                    wrong.add(row.path() + ": " + e);
                }
            }
            load.shutdown();
            assertThat(load.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(wrong).isEmpty();
            assertThat(lost).as("no client has lost its connection").isEmpty();
            assertThat(searches).hasValueGreaterThan(table.rows().size());
        } finally {
            load.shutdownNow();
        }
    }

    private void search(LDAPConnection client) {
        try {
            assertThat(client.getRootDSE()).isNotNull();
            searches.incrementAndGet();
        } catch (Exception | AssertionError e) {
            lost.add(e);
        }
    }

    private static void change(Gateway gateway, ReloadTable table, Row row) throws Exception {
        if ("restart".equals(Reference.settings().get(row.path()))) {
            assertThatThrownBy(() -> table.config(row.section(), row.after()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(row.path());
            return;
        }
        GatewayConfig before = table.config(row.section(), row.before());
        GatewayConfig after = table.config(row.section(), row.after());
        assertThat(Changes.between(before, after).stream().map(path -> path.replaceAll("\\[\\d+]", "[]")))
                .as("the row changes its setting")
                .anyMatch(path -> path.startsWith(row.path()) || row.path().startsWith(path));
        gateway.reload(before);
        gateway.reload(after);
        Service service = gateway.parts().sessions().service();
        assertThat(gateway.config()).isEqualTo(after);
        assertThat(service.limits()).isEqualTo(after.limits());
        assertThat(service.upstream()).isEqualTo(after.upstream());
        assertThat(service.notice()).isEqualTo(after.shutdown().notice());
        assertThat(Followed.by(gateway.parts().domain())).isEqualTo(after.directory());
        assertThat(gateway.faults()).isEmpty();
        row.check().of(gateway);
    }
}
