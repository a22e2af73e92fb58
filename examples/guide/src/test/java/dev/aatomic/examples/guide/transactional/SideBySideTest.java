package dev.aatomic.examples.guide.transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Each row of the page for users of Spring's annotation, with a real Spring. */
class SideBySideTest {

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final Transactions transactions;
    private final Orders orders;
    private final OrderService service;
    private final JdbcTemplate jdbc;
    private final Mixed mixed;

    SideBySideTest() {
        database.execute("CREATE TABLE orders (id BIGINT PRIMARY KEY, amount INTEGER)");
        database.execute("CREATE TABLE point (id BIGINT PRIMARY KEY)");
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("test", Map.of("url", database.url())));
        context.register(ShopConfiguration.class);
        context.registerBean(Mixed.class);
        context.refresh();
        transactions = context.getBean(Transactions.class);
        orders = context.getBean(Orders.class);
        service = context.getBean(OrderService.class);
        jdbc = context.getBean(JdbcTemplate.class);
        mixed = context.getBean(Mixed.class);
    }

    /** Spring's methods around blocks, as they are for a while. */
    static class Mixed {

        private final Orders orders;
        private final JdbcTemplate jdbc;
        private final Transactions transactions;

        Mixed(Orders orders, JdbcTemplate jdbc, Transactions transactions) {
            this.orders = orders;
            this.jdbc = jdbc;
            this.transactions = transactions;
        }

        @Transactional
        public void placeInSpring(long order) {
            orders.place(order, 1).toCompletableFuture().join();
        }

        @Transactional
        public CompletionStage<Void> stage(CompletionStage<Void> stage) {
            jdbc.update("INSERT INTO orders VALUES (1, 1)");
            return stage;
        }

        @Transactional
        public void checked() throws IOException {
            jdbc.update("INSERT INTO orders VALUES (1, 1)");
            throw new IOException("checked");
        }

        @Transactional
        public void around(Runnable block) {
            jdbc.update("INSERT INTO orders VALUES (1, 1)");
            transactions.atomic().run(block::run);
        }

        @Transactional
        public void fails() {
            throw new IllegalStateException("inner");
        }

        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void alone(long order) {
            jdbc.update("INSERT INTO orders VALUES (?, 1)", order);
        }

        @Transactional(propagation = Propagation.NOT_SUPPORTED)
        public void without() {}

        @Transactional(propagation = Propagation.NEVER)
        public void never() {}
    }

    @AfterEach
    void close() {
        assertThat(context.getBean(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections())
                .isZero();
        context.close();
        database.close();
    }

    private java.util.List<Integer> rows(String table) {
        return database.integers("SELECT id FROM " + table + " ORDER BY id");
    }

    @Test
    void beforeAndAfterDoTheSame() {
        service.place(1, 10);
        Await.value(orders.place(2, 20).toCompletableFuture());

        assertThat(rows("orders")).containsExactly(1, 2);
        assertThat(rows("point")).containsExactly(1, 2);
        assertThat(context.getBean(Mails.class).sent()).containsExactly(1L, 2L);

        service.cancel(2);
        assertThat(rows("orders")).containsExactly(1);
        assertThat(rows("point")).containsExactly(1);
    }

    @Test
    void failureUndoesAllOfABlockAndSendsNoMail() {
        database.execute("INSERT INTO point VALUES (1)");

        assertThat(Await.cause(orders.place(1, 10))).isInstanceOf(DuplicateKeyException.class);

        assertThat(rows("orders")).isEmpty();
        assertThat(context.getBean(Mails.class).sent()).isEmpty();
    }

    @Test
    void blockThatReturnsAStageIsRefusedInASpringTransaction() {
        assertThatThrownBy(() -> mixed.placeInSpring(1))
                .rootCause()
                .hasMessageStartingWith("Block 'Orders.place', whose body is asynchronous, was opened inside ")
                .hasMessageContaining("REQUIRES_NEW");

        assertThat(rows("orders")).isEmpty();
    }

    @Test
    void springMethodThatReturnsAnOpenStageIsRefused() {
        assertThatThrownBy(() -> mixed.stage(new CompletableFuture<>()))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("Spring commits as the method returns");

        assertThat(rows("orders")).isEmpty();
    }

    @Test
    void blockingBlockInASpringTransactionIsASavepointOfIt() {
        assertThatThrownBy(() -> mixed.around(() -> {
                    jdbc.update("INSERT INTO orders VALUES (2, 1)");
                    throw new IllegalStateException("block");
                }))
                .hasMessage("block");
        assertThat(rows("orders")).isEmpty();

        mixed.around(() -> assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    jdbc.update("INSERT INTO orders VALUES (2, 1)");
                    throw new IllegalStateException("block");
                }))
                .hasMessage("block"));
        assertThat(rows("orders")).containsExactly(1);
    }

    @Test
    void springTransactionInABlockJoinsIt() {
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .run(() -> assertThatThrownBy(mixed::fails).hasMessage("inner")))
                .isInstanceOf(UnexpectedRollbackException.class);
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    service.place(1, 1);
                    mixed.alone(2);
                    throw new IllegalStateException("around");
                }))
                .hasMessage("around");

        assertThat(rows("orders")).containsExactly(2);
        assertThat(context.getBean(Mails.class).sent()).isEmpty();
    }

    @Test
    void whatSpringWouldDoWithoutTheBlocksTransactionIsRefused() {
        transactions.atomic().run(() -> {
            assertThatThrownBy(mixed::without)
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("transactions.autocommit(…)");
            assertThatThrownBy(mixed::never)
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("Call it outside the block");
        });
    }

    @Test
    void statementOutsideOfBothIsRefused() {
        assertThatThrownBy(() -> jdbc.update("INSERT INTO orders VALUES (1, 1)"))
                .hasStackTraceContaining("where no block of database 'default' and no Spring transaction is open");
        transactions.autocommit(() -> jdbc.update("INSERT INTO orders VALUES (2, 1)"));

        assertThat(rows("orders")).containsExactly(2);
    }

    @Test
    void checkedExceptionCommitsInSpringAndRollsBackHere() {
        assertThatThrownBy(mixed::checked).isInstanceOf(IOException.class);
        assertThat(rows("orders")).containsExactly(1);

        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    jdbc.update("INSERT INTO orders VALUES (2, 1)");
                    throw new IOException("checked");
                }))
                .isInstanceOf(IOException.class);
        assertThat(rows("orders")).containsExactly(1);
    }

    /** Spring's REQUIRED, whose inner failure is swallowed, rolls everything back; a nested block only what is its own. */
    @Test
    void swallowedInnerFailureSparesTheOuterHere() {
        TransactionTemplate spring = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        assertThatThrownBy(() -> spring.executeWithoutResult(status -> {
                    jdbc.update("INSERT INTO orders VALUES (1, 1)");
                    assertThatThrownBy(mixed::fails).hasMessage("inner");
                }))
                .isInstanceOf(org.springframework.transaction.UnexpectedRollbackException.class);
        assertThat(rows("orders")).isEmpty();

        transactions.atomic().run(() -> {
            jdbc.update("INSERT INTO orders VALUES (1, 1)");
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        throw new IllegalStateException("inner");
                    }))
                    .hasMessage("inner");
        });
        assertThat(rows("orders")).containsExactly(1);
    }

    /** In a block around which there is no transaction of Spring's, Spring knows of none. */
    @Test
    void eventOfABlockAloneIsNotHeard() {
        transactions.atomic().run(() -> {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                    .isFalse();
            context.publishEvent(new OrderPlaced(1));
        });
        assertThat(context.getBean(Mails.class).sent()).isEmpty();

        transactions
                .atomic()
                .run(() -> new TransactionTemplate(
                                context.getBean(PlatformTransactionManager.class),
                                new org.springframework.transaction.support.DefaultTransactionDefinition(
                                        TransactionDefinition.PROPAGATION_REQUIRED))
                        .executeWithoutResult(status -> context.publishEvent(new OrderPlaced(2))));
        assertThat(context.getBean(Mails.class).sent()).containsExactly(2L);
    }
}
