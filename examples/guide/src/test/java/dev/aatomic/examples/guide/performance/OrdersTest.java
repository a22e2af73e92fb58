package dev.aatomic.examples.guide.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OrdersTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final CompletableFuture<Integer> score = new CompletableFuture<>();
    private final AtomicInteger asked = new AtomicInteger();

    private final Orders orders = orders(database.transactions());

    private Orders orders(Transactions transactions) {
        Scores scores = customer -> {
            asked.incrementAndGet();
            return score;
        };
        return new OrdersAatomic(
                new ScoredOrders(transactions, AatomicJooq.dsl(transactions, SQLDialect.H2), scores), transactions);
    }

    private int inUse() {
        return database.dataSource().getHikariPoolMXBean().getActiveConnections();
    }

    /** More have begun than there are connections, and the pool has all of them until the service has answered. */
    @Test
    void noConnectionIsHeldWhileTheServiceIsAsked() {
        List<CompletionStage<Boolean>> placed = new ArrayList<>();
        for (int order = 1; order <= 20; order++) {
            placed.add(orders.place(order, 7));
        }
        Await.until("all have asked", () -> asked.get() == 20);
        assertThat(inUse()).isZero();

        score.complete(80);

        placed.forEach(
                stage -> assertThat(Await.value(stage.toCompletableFuture())).isTrue());
        assertThat(database.orders()).isEqualTo(20);
    }

    /** The pool has none to give. */
    @Test
    void aBlockWithoutAStatementTakesNone() throws SQLException {
        score.complete(10);
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < database.dataSource().getMaximumPoolSize(); i++) {
                all.add(database.dataSource().getConnection());
            }

            assertThat(Await.value(orders.place(1, 7).toCompletableFuture())).isFalse();
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @Test
    void aBlockThatGetsNoConnectionIsRolledBackAfterTheServiceWasAsked() {
        try (Transactions one = Transactions.builder()
                .database("default", database.dataSource(), 1)
                .maxWaiting(0)
                .build()) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            CompletableFuture<Void> holder = one.atomic().getStageAsync(() -> end);
            score.complete(80);

            assertThat(Await.failure(orders(one).place(1, 7).toCompletableFuture()))
                    .isInstanceOf(CannotCreateTransactionException.class)
                    .hasMessageStartingWith("Block 'Orders.place' got no connection for its first statement");
            assertThat(asked).hasValue(1);

            end.complete(null);
            Await.value(holder);
            assertThat(database.orders()).isZero();
        }
    }
}
