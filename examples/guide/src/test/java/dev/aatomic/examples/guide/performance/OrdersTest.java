package dev.aatomic.examples.guide.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
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

    private final Transactions transactions = database.transactions();
    private final CompletableFuture<Integer> score = new CompletableFuture<>();
    private final AtomicInteger asked = new AtomicInteger();

    private final Orders orders = new OrdersAatomic(
            new ScoredOrders(transactions, AatomicJooq.dsl(transactions, SQLDialect.H2), customer -> {
                asked.incrementAndGet();
                return score;
            }),
            transactions);

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

    @Test
    void aBlockWithoutAStatementTakesNone() {
        score.complete(10);

        assertThat(Await.value(orders.place(1, 7).toCompletableFuture())).isFalse();
        assertThat(database.orders()).isZero();
    }
}
