package dev.aatomic.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A session in a block that takes its connection with its first statement: the session's first call is one. */
class LateConnectionTest {

    private final ExecutorService caller = Executors.newSingleThreadExecutor();
    private final CompletableFuture<Void> gate = new CompletableFuture<>();

    @AfterEach
    void close() {
        gate.complete(null);
        caller.shutdownNow();
    }

    private static HibernateBlocks blocks(Server server) {
        return new HibernateBlocks(new HibernateBlocks.Options().on(server).connections(1));
    }

    private static Atomic late(HibernateBlocks blocks) {
        return blocks.transactions.atomic().named("late").connection(ConnectionAcquisition.LAZY);
    }

    private static int active(HibernateBlocks blocks) {
        return blocks.pool.getHikariPoolMXBean().getActiveConnections();
    }

    private static int waiting(HibernateBlocks blocks) {
        return blocks.transactions.metrics().database("default").waiting();
    }

    /** Holds the only connection until the gate opens. */
    private CompletableFuture<Boolean> holder(HibernateBlocks blocks) {
        CountDownLatch holds = new CountDownLatch(1);
        CompletableFuture<Boolean> holder = blocks.transactions
                .atomic()
                .named("holder")
                .getStageAsync(() -> {
                    holds.countDown();
                    return blocks.transactions.bind(gate).thenApply(opened -> true);
                });
        Await.latch(holds);
        return holder;
    }

    // ---- when it is taken

    /** Another has the only connection all the while. */
    @Test
    void aSessionThatIsNeverUsedTakesNone() throws SQLException {
        try (HibernateBlocks blocks = blocks(Server.H2)) {
            try (Connection held = blocks.pool.getConnection()) {
                late(blocks).run(() -> {
                    Session session = blocks.hibernate.session();
                    assertThat(session.getSessionFactory()).isSameAs(blocks.factory);
                    assertThat(session).hasToString("session of the current block");
                    blocks.transactions.atomic().run(() -> {});
                });
                assertThat(Await.value(late(blocks).getAsync(() -> blocks.hibernate.session() != null)))
                        .isTrue();
                assertThat(held.isClosed()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatIsOnlyPersistedIsWritten(Server server) {
        try (HibernateBlocks blocks = blocks(server)) {
            blocks.awaitIdle();
            late(blocks).run(() -> {
                assertThat(active(blocks)).isZero();
                blocks.hibernate.session().persist(new Account(1, 100));
                assertThat(active(blocks)).isEqualTo(1);
                assertThat(blocks.database.integers("select id from Account")).isEmpty();
            });
            blocks.awaitIdle();
            Await.value(late(blocks)
                    .getStageAsync(() -> blocks.transactions
                            .bind(CompletableFuture.runAsync(
                                    () -> assertThat(active(blocks)).isZero()))
                            .thenCompose(asked -> blocks.hibernate.submit(session -> {
                                session.persist(new Account(2, 70));
                                return true;
                            }))));
            assertThat(blocks.ids()).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aBlockThatOnlyReads(Server server) {
        try (HibernateBlocks blocks = blocks(server)) {
            blocks.given(new Account(1, 100));
            int found = late(blocks).get(() -> blocks.hibernate.session().find(Account.class, 1).amount);
            int asked = Await.value(late(blocks)
                    .readOnly()
                    .getStageAsync(() -> blocks.hibernate.submit(session -> {
                        assertThat(session.getHibernateFlushMode()).isEqualTo(FlushMode.MANUAL);
                        Account account = session.find(Account.class, 1);
                        account.amount = 50;
                        return account.version;
                    })));
            assertThat(found).isEqualTo(100);
            assertThat(asked).isZero();
            assertThat(blocks.amounts()).containsExactly(100);
        }
    }

    /** Of a sequence before the flush, or with the row. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void idsComeOutOfTheDatabase(Server server) {
        try (HibernateBlocks blocks = blocks(server)) {
            blocks.given(new Account(1, 100));
            late(blocks).run(() -> {
                Invoice invoice = new Invoice(5);
                blocks.hibernate.session().persist(invoice);
                assertThat(invoice.id).isNotNull();
            });
            late(blocks).run(() -> {
                Movement movement = new Movement(blocks.hibernate.session().getReference(Account.class, 1), 7);
                blocks.hibernate.session().persist(movement);
                assertThat(movement.id).isNotNull();
            });
            assertThat(blocks.ask("select amount from Invoice")).containsExactly(5);
            assertThat(blocks.ask("select amount from Movement")).containsExactly(7);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aNestedBlockIsUndoneAlone(Server server) {
        try (HibernateBlocks blocks = blocks(server)) {
            late(blocks).run(() -> {
                // One that is nested before there is a connection, and one after.
                assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> persistAndFail(blocks, 1)))
                        .hasMessage("undo");
                blocks.hibernate.session().persist(new Account(2, 70));
                assertThatThrownBy(() -> blocks.transactions.atomic().run(() -> persistAndFail(blocks, 3)))
                        .hasMessage("undo");
                blocks.hibernate.session().persist(new Account(4, 40));
            });
            assertThat(blocks.ids()).containsExactly(2, 4);
        }
    }

    private static void persistAndFail(HibernateBlocks blocks, int id) {
        blocks.hibernate.session().persist(new Account(id, 0));
        throw new IllegalStateException("undo");
    }

    // ---- who waits

    /** How a block's first call of the session comes, which persists an account. */
    enum FirstCall {
        IN_BODY {
            @Override
            void make(HibernateBlocks blocks, int id) {
                blocks.hibernate.session().persist(new Account(id, id));
            }
        },

        /** So that its first statement is the flush that follows, before COMMIT. */
        BEFORE_COMMIT {
            @Override
            void make(HibernateBlocks blocks, int id) {
                blocks.transactions.beforeCommit(
                        () -> blocks.hibernate.session().persist(new Account(id, id)));
            }
        };

        abstract void make(HibernateBlocks blocks, int id);
    }

    @ParameterizedTest
    @EnumSource
    void itsCallerWaitsForTheConnection(FirstCall call) {
        try (HibernateBlocks blocks = blocks(Server.H2)) {
            CompletableFuture<Boolean> holder = holder(blocks);
            CompletableFuture<Void> blocking =
                    CompletableFuture.runAsync(() -> late(blocks).run(() -> call.make(blocks, 1)), caller);
            CompletableFuture<Void> asynchronous = late(blocks).runAsync(() -> call.make(blocks, 2));
            Await.until("both wait", () -> waiting(blocks) == 2);
            assertThat(blocking).isNotDone();
            assertThat(asynchronous).isNotDone();

            gate.complete(null);
            Await.value(holder);
            Await.value(blocking);
            Await.value(asynchronous);
            assertThat(blocks.ids()).containsExactly(1, 2);
        }
    }

    @Test
    void aStepWaitsForTheConnectionOnNoThread() {
        try (HibernateBlocks blocks = new HibernateBlocks(
                new HibernateBlocks.Options().connections(1).builder(builder -> builder.executor(caller)))) {
            CompletableFuture<Boolean> holder = holder(blocks);
            CompletableFuture<Integer> late = late(blocks).getStageAsync(() -> persist(blocks, 1));
            Await.until("it waits", () -> waiting(blocks) == 1);
            // The only thread is free for another.
            assertThat(Await.value(late(blocks).getAsync(() -> 3))).isEqualTo(3);

            gate.complete(null);
            Await.value(holder);
            assertThat(Await.value(late)).isEqualTo(1);
            assertThat(blocks.ids()).containsExactly(1);
        }
    }

    private static CompletableFuture<Integer> persist(HibernateBlocks blocks, int id) {
        return blocks.hibernate.submit(session -> {
            session.persist(new Account(id, id));
            return id;
        });
    }

    // ---- none to be had

    private void withNone(Consumer<HibernateBlocks> test) {
        try (HibernateBlocks blocks = new HibernateBlocks(new HibernateBlocks.Options()
                .connections(1)
                .builder(builder -> builder.connectionTimeout(Duration.ofMillis(50))))) {
            CompletableFuture<Boolean> holder = holder(blocks);
            test.accept(blocks);
            assertThat(waiting(blocks)).isZero();
            gate.complete(null);
            Await.value(holder);
            assertThat(blocks.ids()).isEmpty();
            Await.until(
                    "the connection is free",
                    () -> blocks.transactions.metrics().database("default").active() == 0);
            // Nothing of it is left for others.
            late(blocks).run(() -> blocks.hibernate.session().persist(new Account(9, 9)));
            assertThat(blocks.ids()).containsExactly(9);
        }
    }

    private static void assertToldOfNoConnection(Throwable failure) {
        assertThat(failure)
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageStartingWith("Block 'late' got no connection for its first statement, and was rolled back:")
                .hasMessageContaining("held by block 'holder'");
        assertThat(((CannotCreateTransactionException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
    }

    @ParameterizedTest
    @EnumSource
    void itsCallerIsTold(FirstCall call) {
        withNone(blocks -> {
            assertThatThrownBy(() -> late(blocks).run(() -> call.make(blocks, 1)))
                    .satisfies(LateConnectionTest::assertToldOfNoConnection);
            assertToldOfNoConnection(Await.cause(late(blocks).runAsync(() -> call.make(blocks, 1))));
        });
    }

    @Test
    void theCallerOfStepsIsTold() {
        withNone(blocks -> {
            assertToldOfNoConnection(Await.cause(late(blocks).getStageAsync(() -> persist(blocks, 1))));
            assertToldOfNoConnection(Await.cause(
                    late(blocks).runAsync(() -> blocks.transactions.beforeCommitAsync(() -> persist(blocks, 1)))));
        });
    }

    /** A body that goes on as if nothing was does not commit either. */
    @Test
    void aBodyThatCatchesItFailsAllTheSame() {
        withNone(blocks -> assertThatThrownBy(() -> late(blocks).run(() -> {
                    assertThatThrownBy(() -> blocks.hibernate.session().persist(new Account(1, 1)))
                            .isInstanceOf(RuntimeException.class);
                }))
                .satisfies(LateConnectionTest::assertToldOfNoConnection));
    }
}
