package dev.aatomic.examples.quarkusrest;

import dev.aatomic.testing.http.AccountsContract;
import dev.aatomic.testing.http.Gatekeeper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

/** Drives the bank over HTTP, and asks its database what has come of it. All tests share one application. */
@QuarkusTest
class AccountsResourceTest implements AccountsContract {

    private final HttpClient client = AccountsContract.newClient();

    @TestHTTPResource("/")
    URI server;

    @Inject
    AgroalDataSource dataSource;

    @Inject
    GatedAuditor auditor;

    @Inject
    Mails mails;

    @BeforeEach
    void reset() throws SQLException {
        auditor.gatekeeper().reset();
        execute("DELETE FROM transfer");
        execute("DELETE FROM listing");
        execute("DELETE FROM account WHERE id > 10");
        execute("UPDATE account SET balance = 100");
    }

    @Override
    public URI server() {
        return server;
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
        return dataSource.getMetrics().activeCount();
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
