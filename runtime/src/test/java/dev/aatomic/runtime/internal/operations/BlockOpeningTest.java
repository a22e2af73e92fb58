package dev.aatomic.runtime.internal.operations;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is around a block where it is opened is found, and what the rules make of the block there is what is opened. */
@Tag("rooms")
final class BlockOpeningTest {

    /** The transaction of another library, which is around all that is opened while it is here. */
    private final class Around implements EnclosingTransactions {

        private @Nullable EnclosingTransaction transaction;

        @Override
        public void register(ThreadBlocks blocks) {}

        @Override
        public @Nullable EnclosingTransaction current(String database) {
            return transaction;
        }
    }

    private record Enclosing(Isolation isolation, boolean isReadOnly, Connection connection)
            implements EnclosingTransaction {

        @Override
        public String name() {
            return "the library's transaction";
        }

        @Override
        public void setRollbackOnly() {}

        @Override
        public void whenEnded(Consumer<Outcome> action) {}
    }

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final Around around = new Around();
    private final AtomicInteger captures = new AtomicInteger();
    private Transactions transactions;
    private Atomic block;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(
                3,
                builder -> builder.database("other", fixtures.source(), 2)
                        .enclosing(around)
                        .contextCapture(task -> {
                            captures.incrementAndGet();
                            return task;
                        }));
        block = transactions.atomic().named("inner");
    }

    private long opened() {
        return fixtures.calls.stream().filter("open"::equals).count();
    }

    private int depth() {
        return transactions.scope().depth();
    }

    private void within(Isolation isolation, boolean readOnly, Runnable work) throws SQLException {
        try (Connection connection = fixtures.source().getConnection()) {
            around.transaction = new Enclosing(isolation, readOnly, connection);
            work.run();
        } finally {
            around.transaction = null;
        }
    }

    // ---- what it becomes

    @Test
    void insideABlockItIsNested() {
        int depth = transactions.atomic().get(() -> block.get(this::depth));
        assertThat(depth).isEqualTo(1);
        assertThat(opened()).isEqualTo(1);

        CompletableFuture<Integer> later = transactions.atomic().getStageAsync(() -> block.getAsync(this::depth));
        assertThat(Await.value(later)).isEqualTo(1);
    }

    @Test
    void independentBlockIsATransactionOfItsOwn() {
        int depth = transactions
                .atomic()
                .get(() -> block.propagation(Propagation.REQUIRES_NEW).get(this::depth));

        assertThat(depth).isZero();
        assertThat(opened()).isEqualTo(2);
    }

    @Test
    void autocommitIsNothingToBeNestedIn() {
        int depth = transactions.autocommit(() -> block.get(this::depth));

        assertThat(depth).isZero();
    }

    @Test
    void databaseIsTheOneThatIsNamedOrThatOfTheBlockAround() {
        transactions.atomic().using("other").run(() -> {
            String inner = block.get(() -> transactions.scope().database());
            assertThat(inner).isEqualTo("other");
            String named = block.using("default").get(() -> transactions.scope().database());
            assertThat(named).isEqualTo("default");
        });
    }

    @Test
    void withoutATransactionEachStatementCommitsAlone() {
        Atomic none = block.propagation(Propagation.SUPPORTS);

        int value = none.get(() -> {
            transactions.submit(insert(1)).join();
            assertThat(fixtures.database.rows()).containsExactly(1);
            return 5;
        });
        assertThat(value).isEqualTo(5);
        assertThat(Await.value(none.getAsync(() -> 6))).isEqualTo(6);
        assertThat(opened()).isZero();
    }

    @Test
    void withARetryItRunsAgain() {
        Atomic twice = block.retry(RetryPolicy.ofMaxAttempts(2));
        AtomicInteger runs = new AtomicInteger();

        assertThat((int) twice.get(() -> conflictUnlessSecond(runs))).isEqualTo(2);
        runs.set(0);
        assertThat(Await.value(twice.getAsync(() -> conflictUnlessSecond(runs))))
                .isEqualTo(2);
    }

    private static int conflictUnlessSecond(AtomicInteger runs) {
        if (runs.incrementAndGet() == 2) {
            return 2;
        }
        throw new IllegalStateException(new SQLException("conflict", "40001"));
    }

    @Test
    void valueOfAWaitingFormIsThatOfItsBody() {
        assertThat(block.<String, RuntimeException>get(() -> "value")).isEqualTo("value");
    }

    // ---- what it belongs to

    /** Something with a connection of its own, or none, that is open until its stage ends. */
    enum Independent {
        BLOCK(atomic -> atomic.propagation(Propagation.REQUIRES_NEW)),
        RETRIED(atomic -> atomic.propagation(Propagation.REQUIRES_NEW).retry(RetryPolicy.ofMaxAttempts(2))),
        NONE(atomic -> atomic.propagation(Propagation.NOT_SUPPORTED));

        private final Function<Atomic, Atomic> settings;

        Independent(Function<Atomic, Atomic> settings) {
            this.settings = settings;
        }
    }

    /** So it is cancelled with it. */
    @ParameterizedTest
    @EnumSource
    void independentWorkBelongsToTheBlockAround(Independent independent) {
        CompletableFuture<CompletableFuture<Integer>> opened = new CompletableFuture<>();
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            opened.complete(independent.settings.apply(block).getStageAsync(CompletableFuture::new));
            return new CompletableFuture<>();
        });
        CompletableFuture<Integer> inner = Await.value(opened);

        outer.cancel(true);

        assertThat(Await.cause(inner)).isInstanceOf(CancellationException.class);
        assertThat(Await.cause(outer)).isInstanceOf(CancellationException.class);
    }

    @Test
    void blockThatIsNestedThroughOneOfAnotherDatabaseBelongsToThat() {
        CompletableFuture<CompletableFuture<Integer>> nested = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> between = new CompletableFuture<>();
        CompletableFuture<Integer> goesOn = new CompletableFuture<>();
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            between.complete(transactions.atomic().using("other").getStageAsync(() -> {
                nested.complete(block.using("default").getStageAsync(CompletableFuture::new));
                return new CompletableFuture<>();
            }));
            return goesOn;
        });
        CompletableFuture<Integer> inner = Await.value(nested);

        Await.value(between).cancel(true);

        assertThat(Await.cause(inner)).isInstanceOf(CancellationException.class);
        assertThat(Await.cause(Await.value(between))).isInstanceOf(CancellationException.class);
        goesOn.complete(1);
        assertThat(Await.value(outer)).isEqualTo(1);
    }

    @Test
    void whatWouldBelongToABlockThatIsOverIsRefused() {
        AtomicReference<Scope> scope = new AtomicReference<>();
        transactions.atomic().named("over").run(() -> scope.set(transactions.scope()));

        assertThatThrownBy(() -> scope.get()
                        .call(() -> block.propagation(Propagation.REQUIRES_NEW).get(() -> 1)))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageContaining("'over'");
        transactions.close();
        assertThatThrownBy(() -> block.run(() -> {}))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessage("Block 'inner' was refused because these transactions are closed");
    }

    // ---- refused

    private void assertRefused(Atomic refused, Class<?> type, String message) {
        assertThatThrownBy(() -> refused.run(() -> {})).isInstanceOf(type).hasMessageStartingWith(message);
    }

    @Test
    void outsideABlockMandatoryIsRefused() {
        assertRefused(
                block.propagation(Propagation.MANDATORY),
                NoTransactionException.class,
                "Block 'inner' with propagation MANDATORY was opened at ");
        assertThat(Await.failure(block.propagation(Propagation.MANDATORY).runAsync(() -> {})))
                .isInstanceOf(NoTransactionException.class);
    }

    @Test
    void insideABlockWhatIsToBeOutsideIsRefused() {
        transactions
                .atomic()
                .named("outer")
                .readOnly()
                .isolation(Isolation.REPEATABLE_READ)
                .run(() -> {
                    assertRefused(
                            block.propagation(Propagation.NEVER),
                            TransactionManagementException.class,
                            "Block 'inner' with propagation NEVER was opened inside block 'outer' of database"
                                    + " 'default'");
                    assertRefused(
                            block.durable(),
                            DurableNestedException.class,
                            "Durable block 'inner' was opened inside block 'outer' of database 'default'");
                    assertRefused(
                            block.isolation(Isolation.SERIALIZABLE),
                            TransactionManagementException.class,
                            "Block 'inner' asks for SERIALIZABLE, and was opened inside block 'outer'");
                    assertRefused(
                            block.readOnly(false),
                            TransactionManagementException.class,
                            "Block 'inner' writes, and was opened inside the read-only block 'outer'");
                    block.isolation(Isolation.REPEATABLE_READ).run(() -> {});
                    block.propagation(Propagation.REQUIRES_NEW)
                            .isolation(Isolation.SERIALIZABLE)
                            .readOnly(false)
                            .run(() -> {});
                });
        transactions.atomic().run(() -> block.readOnly(false).run(() -> {}));
    }

    @Test
    void refusedBlockThatNobodyLooksAtBreaksTheBlockAround() {
        CompletableFuture<Integer> outer = transactions.atomic().getAsync(() -> {
            block.propagation(Propagation.NEVER).runAsync(() -> {});
            return 1;
        });
        assertThat(Await.failure(outer))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(TransactionManagementException.class);

        CompletableFuture<Integer> around = transactions.atomic().getAsync(() -> {
            block.durable().runAsync(() -> {});
            return 2;
        });
        assertThat(Await.value(around)).isEqualTo(2);
    }

    // ---- in another library's transaction

    @Test
    void transactionAroundRefusesWhatABlockWould() throws SQLException {
        within(Isolation.DEFAULT, true, () -> {
            assertRefused(
                    block.propagation(Propagation.NEVER),
                    TransactionManagementException.class,
                    "Block 'inner' with propagation NEVER was opened inside the library's transaction");
            assertRefused(
                    block.durable(),
                    DurableNestedException.class,
                    "Durable block 'inner' was opened inside the library's transaction");
            assertRefused(
                    block.isolation(Isolation.SERIALIZABLE),
                    TransactionManagementException.class,
                    "Block 'inner' asks for SERIALIZABLE, and was opened inside the library's transaction");
            assertRefused(
                    block.readOnly(false),
                    TransactionManagementException.class,
                    "Block 'inner' writes, and was opened inside the read-only the library's transaction");
            assertThat(Await.failure(block.runAsync(() -> {})))
                    .hasMessageStartingWith("Block 'inner', whose body is asynchronous, was opened inside");
        });
    }

    /** What is around the block does not count inside it. */
    @Test
    void transactionThatIsAroundABlockIsNotAskedInIt() throws SQLException {
        transactions
                .atomic()
                .run(() -> within(Isolation.DEFAULT, true, () -> {
                    int depth = block.readOnly(false).get(this::depth);
                    assertThat(depth).isEqualTo(1);
                }));
    }

    // ---- what is bound to the thread

    @Test
    void whatIsBoundToTheThreadIsCarriedWhereTheBodyLeavesIt() {
        block.run(() -> {});
        assertThat(captures).hasValue(0);

        Await.value(block.runAsync(() -> {}));
        int captured = captures.get();
        assertThat(captured).isPositive();

        Await.value(ForkJoinPool.commonPool().submit(() -> block.run(() -> {})));
        assertThat(captures).hasValueGreaterThan(captured);
    }
}
