package dev.aatomic.runtime.jdbc;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.Isolation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** G12 and Django's rules: blocks nest in whatever way PostgreSQL's driver is told to send statements. */
@Tag("G12")
@Tag("django")
final class PostgresDriverModesTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    static Stream<String> modes() {
        return Stream.of("simple", "extended", "extendedForPrepared", "extendedCacheEverything")
                .flatMap(mode -> Stream.of("-1", "0", "1", "5")
                        .map(threshold -> "preferQueryMode=" + mode + "&prepareThreshold=" + threshold));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void h10BlocksNestInEveryMode(String mode) {
        PooledDatabase database = fixtures.database(Server.POSTGRES, 1);
        HikariConfig configuration = new HikariConfig();
        configuration.setJdbcUrl(database.pool().getJdbcUrl() + "&" + mode);
        configuration.setMaximumPoolSize(1);
        try (HikariDataSource pool = new HikariDataSource(configuration);
                Transactions transactions =
                        Transactions.builder().database("default", pool).build()) {
            for (Isolation isolation : new Isolation[] {Isolation.DEFAULT, Isolation.SERIALIZABLE}) {
                database.execute("delete from entry");
                Await.value(transactions.atomic().isolation(isolation).getAsync(() -> {
                    transactions.submit(insert(1)).join();
                    for (int i = 0; i < 2; i++) {
                        assertThat(Await.cause(transactions
                                        .atomic()
                                        .getStageAsync(() -> transactions
                                                .submit(insert(2))
                                                .thenCompose(n -> transactions.submit(bad())))))
                                .isInstanceOf(SQLException.class);
                        assertThat(Await.cause(transactions.atomic().runAsync(() -> {
                                    transactions.submit(insert(2)).join();
                                    throw new IllegalStateException("body");
                                })))
                                .isInstanceOf(IllegalStateException.class);
                        int value = 3 + i;
                        transactions
                                .atomic()
                                .run(() -> transactions.submit(insert(value)).join());
                    }
                    return transactions
                            .savepoint()
                            .thenCompose(savepoint -> transactions
                                    .submit(bad())
                                    .handle((n, swallowed) -> n)
                                    .thenCompose(n -> {
                                        transactions.setRollbackOnly(false);
                                        return transactions.savepointRollback(savepoint);
                                    })
                                    .thenCompose(n -> transactions.savepointCommit(savepoint)))
                            .thenCompose(n -> transactions.submit(insert(5)))
                            .join();
                }));
                assertThat(database.rows()).containsExactly(1, 3, 4, 5);
            }
        }
    }
}
