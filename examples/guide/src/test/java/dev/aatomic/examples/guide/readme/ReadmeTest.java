package dev.aatomic.examples.guide.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The README's failure is one, and the code that mends it does. */
class ReadmeTest {

    private static final Order ORDER = new Order(1, 7);

    /** Thrown by the other service. */
    private static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    @EnableTransactionManagement
    static class Configuration {}

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final CompletableFuture<Receipt> payment = new CompletableFuture<>();

    /** Places an order, and lets the card be refused once the method has returned. */
    private void place(Orders orders) {
        CompletionStage<Receipt> placed = orders.place(ORDER);
        Thread service = new Thread(() -> payment.completeExceptionally(new RefusedException()));
        service.start();

        assertThat(Await.cause(placed)).isInstanceOf(RefusedException.class);
    }

    private CompletionStage<Receipt> charge(Order order) {
        return payment;
    }

    private AnnotationConfigApplicationContext spring(Payments payments) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(Configuration.class);
        context.registerBean(TransactionManager.class, () -> new JdbcTransactionManager(database.dataSource()));
        context.registerBean(
                SpringOrders.class, () -> new SpringOrders(new JdbcTemplate(database.dataSource()), payments));
        context.refresh();
        return context;
    }

    @Test
    void transactionalOfSpringCommitsBeforeTheStageIsDone() {
        try (AnnotationConfigApplicationContext context = spring(this::charge)) {
            place(context.getBean(Orders.class));
        }

        assertThat(database.orders()).isEqualTo(1);
    }

    /** So the annotation is at work in the test before. */
    @Test
    void transactionalOfSpringRollsBackWhatFailsBeforeTheMethodReturns() {
        Payments refusing = order -> {
            throw new RefusedException();
        };
        try (AnnotationConfigApplicationContext context = spring(refusing)) {
            assertThatThrownBy(() -> context.getBean(Orders.class).place(ORDER)).isInstanceOf(RefusedException.class);
        }

        assertThat(database.orders()).isZero();
    }

    @Test
    void transactionOfJooqCommitsBeforeTheStageIsDone() {
        place(new JooqOrders(DSL.using(database.dataSource(), SQLDialect.H2), this::charge));

        assertThat(database.orders()).isEqualTo(1);
    }

    @Test
    void blockRollsBackWhenTheStageFails() {
        try (Transactions transactions = JdbcOrders.open(database.dataSource())) {
            place(JdbcOrders.orders(transactions, this::charge));
        }

        assertThat(database.orders()).isZero();
    }

    @Test
    void blockCommitsWhenTheStageIsDone() {
        try (Transactions transactions = JdbcOrders.open(database.dataSource())) {
            CompletionStage<Receipt> placed =
                    JdbcOrders.orders(transactions, this::charge).place(ORDER);
            assertThat(database.orders()).isZero();
            payment.complete(new Receipt(1));

            assertThat(Await.value(placed.toCompletableFuture())).isEqualTo(new Receipt(1));
        }
        assertThat(database.orders()).isEqualTo(1);
    }

    @Test
    void statementsOfJooqAreInTheBlockToo() {
        try (Transactions transactions = JdbcOrders.open(database.dataSource())) {
            Orders orders = new OrdersAatomic(
                    new JooqOrders(AatomicJooq.dsl(transactions, SQLDialect.H2), this::charge), transactions);
            place(orders);
        }

        assertThat(database.orders()).isZero();
    }
}
