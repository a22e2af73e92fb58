package dev.aatomic.structured;

import static dev.aatomic.runtime.support.Sql.entries;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.StructuredTaskScope;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A test that is rolled back takes in what the forks of the tested code do. */
final class ForkInTestTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    @ParameterizedTest
    @EnumSource(Server.class)
    void forksTakePart(Server server) throws InterruptedException {
        PooledDatabase database = fixtures.database(server, 1);
        Transactions transactions = fixtures.transactions(database);
        TestBlock test = TestBlocks.of(transactions).open("default", "the test");

        List<Integer> seen = test.<List<Integer>, InterruptedException>call(() -> {
            transactions.atomic().<InterruptedException>run(() -> inForks(transactions));
            return transactions.submit(entries()).join();
        });

        assertThat(seen).containsExactly(1, 2, 3, 4);
        assertThat(test.end().unfinished()).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    private static void inForks(Transactions transactions) throws InterruptedException {
        try (var scope = StructuredTaskScope.open()) {
            scope.fork(() -> transactions.submit(insert(1)).join());
            scope.fork(() -> {
                try (Connection connection = transactions.dataSource().getConnection()) {
                    return Sql.insert(connection, 2);
                }
            });
            scope.fork(() -> transactions
                    .atomic()
                    .get(() -> transactions.submit(insert(3)).join()));
            scope.fork(() -> transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .get(() -> transactions.submit(insert(4)).join()));
            scope.join();
        }
    }
}
