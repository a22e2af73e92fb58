package dev.aatomic.runtime.internal.operations;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.RecordingListener;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A block of another library is current on its thread from one call to the other, and is that library's to end. */
@Tag("rooms")
final class ThreadBlockTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final RecordingListener listener = new RecordingListener();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(
                1, builder -> builder.executor(Runnable::run).listener(listener));
    }

    private static Context current() {
        return ThreadState.currentContext();
    }

    private void insertHere(int value) {
        Await.value(transactions.submit(insert(value)));
    }

    // ---- opened and ended

    @Test
    void whatIsDoneBetweenTheCallsIsCommitted() {
        ThreadBlock outer = ThreadBlock.open(transactions.atomic());
        Context outermost = current();
        assertThat(outermost).isNotNull();
        insertHere(1);
        ThreadBlock inner = ThreadBlock.open(transactions.atomic());
        assertThat(current()).isNotSameAs(outermost);
        insertHere(2);

        inner.end(null);
        assertThat(current()).isSameAs(outermost);
        assertThat(fixtures.database.rows()).isEmpty();
        outer.end(null);

        assertThat(current()).isNull();
        assertThat(fixtures.database.rows()).containsExactly(1, 2);
        outer.end(new IOException("ended already"));
        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    @Test
    void whatItIsRolledBackForIsNotThrownAgain() {
        ThreadBlock block = ThreadBlock.open(transactions.atomic());
        insertHere(1);
        block.end(new IOException());

        ThreadBlock wrapped = ThreadBlock.open(transactions.atomic());
        insertHere(2);
        wrapped.end(new CompletionException(new IOException()));

        assertThat(current()).isNull();
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void failureOfTheEndIsThrown() {
        fixtures.on("commit", real -> {
            throw new SQLException("refused", "23505");
        });

        ThreadBlock block = ThreadBlock.open(transactions.atomic());
        insertHere(1);
        assertThatThrownBy(() -> block.end(null)).isInstanceOf(TransactionSystemException.class);
        ThreadBlock failed = ThreadBlock.open(transactions.atomic().noRollbackFor(IOException.class));
        insertHere(1);
        assertThatThrownBy(() -> failed.end(new IOException())).isInstanceOf(TransactionSystemException.class);
        assertThat(current()).isNull();
    }

    @Test
    void whatCannotBeEnteredIsNotOpened() {
        fixtures.on("open", real -> {
            throw new SQLException("down", "08001");
        });

        assertThatThrownBy(() -> ThreadBlock.open(transactions.atomic()))
                .isInstanceOf(CannotCreateTransactionException.class);
        assertThat(current()).isNull();
    }

    @Test
    void whatIsRefusedIsNotOpened() {
        ThreadBlock block = ThreadBlock.open(transactions.atomic().named("outer"));
        Context outer = current();

        assertThatThrownBy(() ->
                        ThreadBlock.open(transactions.atomic().named("inner").propagation(Propagation.NEVER)))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageStartingWith("Block 'inner' with propagation NEVER was opened inside block 'outer'");
        assertThat(current()).isSameAs(outer);
        block.end(null);
    }

    /** There is nothing to run again, and a block must be there. */
    @Test
    void twoCallsAreABlockWhateverIsAsked() {
        ThreadBlock block = ThreadBlock.open(transactions.atomic().retry(RetryPolicy.ofMaxAttempts(3)));
        assertThat(transactions.scope().depth()).isZero();
        block.end(new SQLException("conflict", "40001"));
        ThreadBlock supports = ThreadBlock.open(transactions.atomic().propagation(Propagation.SUPPORTS));
        assertThat(transactions.scope().depth()).isZero();
        supports.end(null);

        assertThat(transactions.metrics().database("default").retried()).isZero();
    }

    @Test
    void blockIsKnownByItsNameOrByWhereItWasOpened() {
        Atomic named = transactions.atomic().named("order");
        for (Atomic atomic : List.of(named, transactions.atomic())) {
            ThreadBlock block = ThreadBlock.open(atomic);
            insertHere(atomic.hashCode());
            block.end(null);
        }

        Await.until(
                "both are told of",
                () -> listener.lines().stream()
                                .filter(line -> line.startsWith("committed"))
                                .count()
                        == 2);
        assertThat(listener.told())
                .filteredOn(told -> told.what().equals("committed"))
                .extracting(told -> told.event().name().replaceAll(" .*", ""))
                .containsExactly("order", "at");
        assertThat(((AtomicBlock) named).opening().isNamed()).isTrue();
        assertThat(((AtomicBlock) transactions.atomic()).opening().isNamed()).isFalse();
        assertThat(new ThreadBlockBody(true).origin()).isEqualTo("of another library");
        assertThat(new ThreadBlockBody(false).origin()).startsWith("at ");
        assertThat(new ThreadBlockBody(true).isBoundToThread()).isTrue();
    }

    // ---- work of the other library

    @Test
    void statementsTakeTheirTurnInTheScopeThatIsCurrent() {
        ThreadBlock block = ThreadBlock.open(transactions.atomic());
        Context opened = current();
        CompletableFuture<Context> seen = new CompletableFuture<>();

        ThreadBlock.statements(transactions).execute(() -> {
            seen.complete(current());
            insertThrough(transactions);
        });

        assertThat(Await.value(seen)).isSameAs(opened);
        block.end(null);
        assertThat(fixtures.database.rows()).containsExactly(3);
    }

    private static void insertThrough(Transactions transactions) {
        try (Connection connection = ThreadBlock.connection(transactions, "a statement")) {
            Sql.insert(connection, 3);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void outsideAnyScopeStatementsKnowWhereTheyComeFrom() {
        ThreadState thread = ThreadState.current();
        thread.submittedAt = "before";
        List<String> seen = new ArrayList<>();
        try {
            ThreadBlock.statements(transactions).execute(() -> {
                seen.add(String.valueOf(current()));
                seen.add(thread.submittedAt);
                try {
                    insertThrough(transactions);
                } catch (NoTransactionException refused) {
                    seen.add(refused.getMessage());
                }
            });
            assertThat(thread.submittedAt).isEqualTo("before");
        } finally {
            thread.submittedAt = null;
        }

        assertThat(seen).hasSize(3).startsWith("null");
        assertThat(seen.get(1)).startsWith("at ");
        assertThat(seen.get(2))
                .startsWith("No block of database 'default' is current for a statement " + seen.get(1) + ", on thread");
    }

    /** Each statement runs inside the continuation of the one before, on top of frames of the JDK's that nobody counts. */
    @Test
    void statementsInsideEachOtherDoNotOverflowTheStack() {
        ThreadBlock block = ThreadBlock.open(transactions.atomic());
        try {
            assertThat(Await.value(transactions.bind(statements(20_000)))).isZero();
        } finally {
            block.end(null);
        }
    }

    private CompletableFuture<Integer> statements(int left) {
        return left == 0
                ? CompletableFuture.completedFuture(0)
                : CompletableFuture.supplyAsync(() -> left - 1, ThreadBlock.statements(transactions))
                        .thenCompose(this::statements);
    }
}
