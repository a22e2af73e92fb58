package dev.aatomic.runtime;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.support.Await;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.RecordingDataSource;
import dev.aatomic.runtime.support.Server;
import dev.aatomic.runtime.support.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G12 on a real pool, the faults in the driver below it: a connection in doubt is closed, and the pool gives out no corpse. */
@Tag("G12")
final class EvictionTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void connectionInDoubtIsNotGivenOutAgain(Server server) {
        TestDatabase database = fixtures.database(server, 2);
        RecordingDataSource driver = new RecordingDataSource(database.pool(), true);
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(driver);
        configuration.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(configuration)) {
            Transactions transactions =
                    fixtures.transactions(Transactions.builder().database("default", pool));
            for (JdbcFault fault : new JdbcFault[] {
                JdbcFault.on("Connection.commit", new SQLException("lost", "08006")),
                JdbcFault.on("Connection.commit", new IllegalStateException("driver")),
                JdbcFault.on("Connection.commit", new LinkageError("driver")),
                call -> call.isWith("Connection.setAutoCommit", true) ? new SQLException("restore") : null
            }) {
                driver.fail(fault);
                Await.end(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
                driver.fail(JdbcFault.NONE);
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
                database.execute("delete from entry");

                // At once: within half a second the pool does not look whether a connection is alive.
                Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));
                assertThat(database.rows()).containsExactly(2);
                database.execute("delete from entry");
            }
            transactions.close();
        }
    }
}
