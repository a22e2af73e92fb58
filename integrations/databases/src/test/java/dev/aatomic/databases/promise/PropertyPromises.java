package dev.aatomic.databases.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Isolation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Read-only and isolation. */
public interface PropertyPromises extends OnDatabase {

    @Test
    @Shows(Promise.READ_ONLY)
    default void readOnlyBlockWritesNothingAndTheNextOneDoes() {
        try (Fixture on = fixture().withOneConnection()) {
            int seen = on.atomic()
                    .readOnly()
                    .get(() -> on.steps().sum(on.database().fetchSize()).join());
            assertThat(seen).isZero();

            Throwable told = Thrown.by(() ->
                    on.atomic().readOnly().run(() -> on.steps().insertNow(1).join()));
            assertThat(told).hasMessageMatching("(?is).*(read.?only|readonly|that reads only|only reads).*");
            assertThat(on.rows()).isEmpty();

            on.atomic().run(() -> on.insert(2).join());
            assertThat(on.rows()).containsExactly(2);
        }
    }

    @Test
    @Shows(Promise.ISOLATION)
    default void isolationIsSetAndPutBack() throws SQLException {
        Map<Isolation, Integer> levels = Map.of(
                Isolation.READ_UNCOMMITTED, Connection.TRANSACTION_READ_UNCOMMITTED,
                Isolation.READ_COMMITTED, Connection.TRANSACTION_READ_COMMITTED,
                Isolation.REPEATABLE_READ, Connection.TRANSACTION_REPEATABLE_READ,
                Isolation.SERIALIZABLE, Connection.TRANSACTION_SERIALIZABLE);
        try (Fixture on = fixture().withOneConnection()) {
            int usual = level(on);
            for (Map.Entry<Isolation, Integer> entry : levels.entrySet()) {
                int inside = on.atomic().isolation(entry.getKey()).get(() -> {
                    on.increment(1).join();
                    return on.transactions()
                            .submit(Connection::getTransactionIsolation)
                            .join();
                });

                // A database may do more than it was asked for.
                assertThat(inside).as(entry.getKey().name()).isGreaterThanOrEqualTo(entry.getValue());
                assertThat(level(on)).as("after " + entry.getKey()).isEqualTo(usual);
            }
        }
    }

    private static int level(Fixture on) throws SQLException {
        try (Connection connection = on.pool().getConnection()) {
            return connection.getTransactionIsolation();
        }
    }
}
