package dev.aatomic.examples.micronautreactor;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.testing.http.AccountsContract;
import dev.aatomic.testing.http.Gatekeeper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;

/** Drives the bank over HTTP, and asks its database what has come of it. Each test has an application of its own. */
class AccountsControllerTest implements AccountsContract {

    private final HttpClient client = AccountsContract.newClient();

    /** One thread serves all requests. */
    @AutoClose
    private final EmbeddedServer application = ApplicationContext.run(
            EmbeddedServer.class,
            Map.of("micronaut.server.port", -1, "micronaut.netty.event-loops.default.num-threads", 1));

    private final HikariDataSource dataSource =
            application.getApplicationContext().getBean(HikariDataSource.class);
    private final GatedAuditor auditor = application.getApplicationContext().getBean(GatedAuditor.class);
    private final Mails mails = application.getApplicationContext().getBean(Mails.class);

    @Override
    public URI server() {
        return application.getURI();
    }

    @Override
    public HttpClient client() {
        return client;
    }

    @Override
    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public long activeConnections() {
        return dataSource.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public Gatekeeper auditor() {
        return auditor.gatekeeper();
    }

    @Override
    public long mailsSent() {
        return mails.sent();
    }
}
