package dev.aatomic.databases.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done with statements in a block. */
public interface StatementPromises extends OnDatabase {

    int MANY = 500;

    @Test
    @Shows(Promise.GENERATED_KEYS)
    default void generatedKeysAreTold() {
        Fixture on = fixture();

        List<Integer> keys = on.atomic()
                .get(() -> on.transactions()
                        .submit(connection -> List.of(insertKeyed(connection, 7), insertKeyed(connection, 8)))
                        .join());

        assertThat(on.database().integers("select id from keyed order by v")).isEqualTo(keys);
    }

    private static int insertKeyed(Connection connection, int value) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into keyed(v) values(?)", Statement.RETURN_GENERATED_KEYS)) {
            statement.setInt(1, value);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getInt(1);
            }
        }
    }

    @Test
    @Shows(Promise.BATCH)
    default void batchIsPartOfItsBlock() {
        Fixture on = fixture();

        on.atomic().run(() -> batch(on, 1, 2, 3));
        assertThat(on.rows()).containsExactly(1, 2, 3);

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            on.insert(4).join();
            batch(on, 5, 1, 6);
        }));
        assertThat(told).isInstanceOf(SQLException.class);
        assertThat(on.rows()).containsExactly(1, 2, 3);
    }

    private static void batch(Fixture on, int... values) {
        on.transactions()
                .submit(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement("insert into entry(v) values(?)")) {
                        for (int value : values) {
                            statement.setInt(1, value);
                            statement.addBatch();
                        }
                        return statement.executeBatch().length;
                    }
                })
                .join();
    }

    @Test
    @Shows(Promise.STREAM)
    default void streamedResultIsReadAndMayBeLeftHalfRead() {
        try (Fixture on = fixture().withOneConnection()) {
            on.atomic().run(() -> batch(on, IntStream.range(0, MANY).toArray()));

            int sum = on.atomic()
                    .get(() -> on.transactions()
                            .submit(connection -> {
                                int read = 0;
                                try (Statement statement = streaming(on, connection);
                                        ResultSet result = statement.executeQuery("select v from entry")) {
                                    while (result.next()) {
                                        read += result.getInt(1);
                                    }
                                }
                                return read;
                            })
                            .join());
            assertThat(sum).isEqualTo(MANY * (MANY - 1) / 2);

            on.atomic().run(() -> {
                on.execute("delete from entry where v = 3").join();
                on.transactions()
                        .submit(connection -> streaming(on, connection)
                                .executeQuery("select v from entry")
                                .next())
                        .join();
            });
            assertThat(on.rows()).hasSize(MANY - 1);
            on.assertUsable();
        }
    }

    private static Statement streaming(Fixture on, Connection connection) throws SQLException {
        Statement statement = connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement.setFetchSize(on.database().fetchSize());
        return statement;
    }

    @Test
    @Shows(Promise.LEFT_OPEN)
    default void statementsLeftOpenEndWithTheirBlock() throws SQLException {
        try (Fixture on = fixture().withOneConnection()) {
            AtomicReference<@Nullable ResultSet> left = new AtomicReference<>();
            on.atomic().run(() -> {
                on.insert(1).join();
                on.insert(2).join();
                on.transactions()
                        .submit(connection -> {
                            ResultSet result = connection.createStatement().executeQuery("select v from entry");
                            left.set(result);
                            return result.next();
                        })
                        .join();
            });

            ResultSet kept = left.get();
            assertThat(kept).isNotNull();
            assertThat(Thrown.by(kept::next)).isInstanceOf(SQLException.class);
            assertThat(on.rows()).containsExactly(1, 2);
            on.assertUsable();
        }
    }
}
