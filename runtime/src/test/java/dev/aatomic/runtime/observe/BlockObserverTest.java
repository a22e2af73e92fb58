package dev.aatomic.runtime.observe;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.ThreadBlocks;
import dev.aatomic.runtime.spi.TransactionSynchronization;
import dev.aatomic.runtime.spi.TransactionSynchronizations;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.JdbcFault;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.RecordingObserver;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What observes a block: its parent, where it is current, and that its end is told once, before the caller goes on. */
@Tag("observability")
final class BlockObserverTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final RecordingObserver observer = new RecordingObserver();
    private final List<String> currents = new CopyOnWriteArrayList<>();

    @AfterEach
    void nothingStaysCurrent() {
        String left = RecordingObserver.current();
        RecordingObserver.CURRENT.remove();
        assertThat(left).isEqualTo("null");
    }

    private Transactions observed(PooledDatabase database) {
        return fixtures.transactions(database, builder -> builder.observer(observer));
    }

    private void note(String where) {
        currents.add(where + " in " + RecordingObserver.current());
    }

    private CompletableFuture<Integer> foreign() {
        return fixtures.foreign().later(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void isCurrentInAllCodeOfTheBlock(Server server) {
        Transactions transactions = observed(fixtures.database(server, 1));

        Await.value(transactions.atomic().named("block").getStageAsync(() -> {
            note("body");
            transactions.beforeCommit(() -> note("hook before commit"));
            transactions.onCommitAsync(() -> {
                note("asynchronous hook");
                return transactions.bind(foreign()).thenRun(() -> note("after a hop in a hook"));
            });
            transactions.onCommit(() -> note("hook"));
            return transactions
                    .bind(foreign())
                    .thenCompose(n -> {
                        note("after a foreign hop");
                        return transactions.submit(connection -> {
                            note("step");
                            return insert(1).apply(connection);
                        });
                    })
                    .thenComposeAsync(n -> {
                        note("continuation");
                        return transactions.bind(foreign());
                    })
                    .thenAccept(n -> note("after another hop"));
        }));

        assertThat(currents)
                .containsExactly(
                        "body in block",
                        "after a foreign hop in block",
                        "step in block",
                        "continuation in block",
                        "after another hop in block",
                        "hook before commit in block",
                        "asynchronous hook in block",
                        "after a hop in a hook in block",
                        "hook in block");
        assertThat(observer.only("block").calls()).containsExactly("began", "COMMITTED");
    }

    /** The first block is opened before anybody knows. */
    @ParameterizedTest
    @CsvSource({"H2, h2database", "POSTGRES, postgresql"})
    void kindOfItsDatabaseIsKnownWithTheFirstStatement(Server server, String kind) {
        Transactions transactions = observed(fixtures.database(server, 1));
        Scope scope = Await.value(transactions.atomic().named("block").enter());
        Await.value(scope.submit(insert(1)));
        Await.value(scope.exit());

        assertThat(observer.only("block").block().databaseSystem()).isEqualTo(kind);
    }

    @Test
    void hooksAfterRollbackHaveIt() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));

        transactions.atomic().named("block").run(() -> {
            transactions.onRollback(() -> note("hook"));
            transactions.setRollbackOnly(true);
        });

        assertThat(currents).containsExactly("hook in block");
        assertThat(observer.only("block").calls()).containsExactly("began", "ROLLED_BACK");
        assertThat(observer.only("block").failure()).isNull();
    }

    @Test
    void parentIsWhatWasCurrentWhereTheBlockWasOpened() {
        Transactions transactions = observed(fixtures.database(Server.H2, 2));
        RecordingObserver.CURRENT.set("caller");
        try {
            Await.value(
                    transactions.atomic().named("asynchronous").getStageAsync(() -> transactions.submit(insert(1))));
            transactions.atomic().named("blocking").run(() -> note("body"));
            note("caller");
        } finally {
            RecordingObserver.CURRENT.remove();
        }

        assertThat(observer.only("asynchronous").parent()).isEqualTo("caller");
        assertThat(observer.only("blocking").parent()).isEqualTo("caller");
        assertThat(currents).containsExactly("body in blocking", "caller in caller");
    }

    @Test
    void nestedBlockIsInsideItsOuterOne() {
        Transactions transactions = observed(fixtures.database(Server.H2, 2));
        Atomic atomic = transactions.atomic();

        Await.value(atomic.named("outer")
                .getStageAsync(() -> transactions
                        .bind(foreign())
                        .thenCompose(n -> atomic.named("nested")
                                .getStageAsync(
                                        () -> transactions.bind(foreign()).thenCompose(m -> {
                                            note("nested");
                                            return transactions.submit(insert(1));
                                        })))
                        .thenCompose(n -> {
                            note("outer");
                            return atomic.named("independent")
                                    .propagation(Propagation.REQUIRES_NEW)
                                    .getStageAsync(() -> transactions.submit(insert(2)));
                        })));

        RecordingObserver.Seen outer = observer.only("outer");
        assertThat(observer.only("nested").parent()).isSameAs(outer);
        assertThat(observer.only("nested").block().around()).isSameAs(outer);
        assertThat(observer.only("nested").block().depth()).isOne();
        assertThat(observer.only("nested").calls()).containsExactly("COMMITTED");
        assertThat(observer.only("independent").parent()).isSameAs(outer);
        assertThat(observer.only("independent").block().around()).isSameAs(outer);
        assertThat(observer.only("independent").block().depth()).isZero();
        assertThat(outer.block().around()).isNull();
        assertThat(currents).containsExactly("nested in nested", "outer in outer");
    }

    /** Case 27, of both forms. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void attemptsKnowTheOneBefore(Server server) throws Exception {
        Transactions transactions = observed(fixtures.database(server, 1));
        Atomic atomic = transactions
                .atomic()
                .retry(RetryPolicy.ofMaxAttempts(3).withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)));
        AtomicInteger attempts = new AtomicInteger();

        RecordingObserver.CURRENT.set("caller");
        try {
            Await.value(atomic.named("asynchronous").runAsync(() -> failTwice(attempts)));
            atomic.named("blocking").run(() -> failTwice(attempts));
        } finally {
            RecordingObserver.CURRENT.remove();
        }

        for (String name : List.of("asynchronous", "blocking")) {
            List<RecordingObserver.Seen> all = observer.all().stream()
                    .filter(each -> each.block().name().equals(name))
                    .toList();
            assertThat(all).extracting(each -> each.block().attempt()).containsExactly(1, 2, 3);
            assertThat(all.get(0).block().previousAttempt()).isNull();
            assertThat(all.get(0).parent()).isEqualTo("caller");
            assertThat(all.get(1).block().previousAttempt()).isSameAs(all.get(0));
            assertThat(all.get(2).block().previousAttempt()).isSameAs(all.get(1));
            assertThat(all.get(0).calls()).containsExactly("began", "ROLLED_BACK");
            assertThat(all.get(0).failure()).isInstanceOf(SQLException.class);
            assertThat(all.get(2).calls()).containsExactly("began", "COMMITTED");
        }
    }

    private static void failTwice(AtomicInteger attempts) throws SQLException {
        if (attempts.incrementAndGet() % 3 != 0) {
            throw new SQLException("serialization", "40001");
        }
    }

    @Test
    void callerGoesOnAfterTheEndWasTold() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));
        List<String> told = new ArrayList<>();

        CompletableFuture<Void> seen = transactions
                .atomic()
                .named("block")
                .getStageAsync(() -> {
                    transactions.onCommit(
                            () -> told.addAll(observer.only("block").calls()));
                    return transactions.submit(insert(1));
                })
                .thenAccept(n -> told.addAll(observer.only("block").calls()));
        Await.value(seen);

        assertThat(told).containsExactly("began", "began", "COMMITTED");
    }

    @Test
    void failureOfAHookIsThatOfACommittedBlock() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));
        IOException thrown = new IOException("hook");

        assertThatThrownBy(() -> transactions
                        .atomic()
                        .named("block")
                        .run(() -> transactions.onCommit(() -> {
                            throw thrown;
                        })))
                .hasCause(thrown);

        assertThat(observer.only("block").calls()).containsExactly("began", "COMMITTED");
        assertThat(observer.only("block").failure()).hasCause(thrown);
    }

    /** Case 30. */
    @Test
    void unknownOutcomeIsTold() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = observed(database);
        database.source().fail(JdbcFault.on("Connection.commit", new SQLException("lost", "08006")));

        Await.cause(transactions.atomic().named("block").getStageAsync(() -> transactions.submit(insert(1))));

        assertThat(observer.only("block").calls()).containsExactly("began", "UNKNOWN");
        assertThat(observer.only("block").failure()).isInstanceOf(CommitOutcomeUnknownException.class);
    }

    @Test
    void waitAndItsCancellationAreTold() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<Integer> first = transactions.atomic().named("first").getStageAsync(() -> {
            entered.countDown();
            return gate;
        });
        Await.latch(entered);
        CompletableFuture<Integer> second =
                transactions.atomic().named("second").getStageAsync(() -> transactions.submit(insert(1)));
        Await.until("the wait is told", () -> observer.only("second").calls().contains("waiting"));

        second.cancel(true);
        Await.until("the end is told", () -> observer.only("second").calls().size() == 2);
        gate.complete(1);
        Await.value(first);

        assertThat(observer.only("second").calls()).containsExactly("waiting", "ROLLED_BACK");
        assertThat(observer.only("second").failure()).isInstanceOf(CancellationException.class);
    }

    /** It is opened, and never gets a turn. */
    @Test
    void blockThatItsParentRefusesHasAnEnd() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));
        Atomic atomic = transactions.atomic();
        CompletableFuture<Scope> lent = new CompletableFuture<>();
        Await.value(atomic.named("outer").runAsync(() -> {
            lent.complete(transactions.scope());
        }));

        Scope scope = Await.value(lent);
        CompletableFuture<Void> late = scope.<CompletableFuture<Void>, RuntimeException>call(
                () -> atomic.named("late").runAsync(() -> {}));
        Await.cause(late);

        Await.until("the end is told", () -> observer.only("late").calls().contains("ROLLED_BACK"));
        assertThat(observer.only("late").calls()).containsExactly("ROLLED_BACK");
    }

    /** What a caller has made current in the block stays so where its step runs at once. */
    @Test
    void stepThatRunsInTheBodyHasWhatIsCurrentThere() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));

        transactions.atomic().named("block").run(() -> {
            Object before = RecordingObserver.CURRENT.get();
            RecordingObserver.CURRENT.set("part of the body");
            transactions.submit(connection -> {
                note("step");
                return 1;
            });
            RecordingObserver.CURRENT.set(before);
        });

        assertThat(currents).containsExactly("step in part of the body");
    }

    /** As an object-relational mapper's flush, at the end of the block. */
    @Test
    void whatIsInStepWithTheBlockHasIt() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));

        Await.value(transactions.atomic().named("block").getStageAsync(() -> {
            TransactionSynchronizations.of(transactions).get("key", () -> new TransactionSynchronization() {
                @Override
                public void beforeCommit() {
                    note("flush");
                }
            });
            return transactions.bind(foreign());
        }));

        assertThat(currents).containsExactly("flush in block");
    }

    @Test
    void scopeOfAnEnteredBlockHasIt() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));
        Scope scope = Await.value(transactions.atomic().named("block").enter());

        scope.call(() -> {
            note("call");
            return null;
        });
        Await.value(scope.submit(connection -> {
            note("step");
            return 1;
        }));
        Await.value(scope.exit());

        assertThat(currents).containsExactly("call in block", "step in block");
        assertThat(observer.only("block").calls()).containsExactly("began", "COMMITTED");
    }

    @Test
    void blockOfTwoCallsOnAThreadHasItBetweenThem() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        ThreadTransactions library = new ThreadTransactions(database.source());
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.observer(observer).enclosing(library));

        ThreadBlocks.OpenBlock open =
                library.blocks().open(transactions.atomic().named("block"));
        note("between");
        open.end(null);
        note("after");

        assertThat(currents).containsExactly("between in block", "after in null");
        assertThat(observer.only("block").calls()).containsExactly("began", "COMMITTED");
    }

    /** As the libraries do that carry the scope to threads of theirs. */
    @Test
    void threadToWhichTheScopeIsCarriedHasIt() {
        Transactions transactions = observed(fixtures.database(Server.H2, 1));
        CurrentScope threads = CurrentScope.ofThread();

        Await.value(transactions.atomic().named("block").getStageAsync(() -> {
            Object scope = threads.get();
            return CompletableFuture.runAsync(() -> threads.run(scope, () -> note("foreign thread")));
        }));

        assertThat(currents).containsExactly("foreign thread in block");
    }

    /** An observer that fails is as good as none. */
    @Test
    void observerThatThrowsChangesNothing() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions failsAtOnce = fixtures.transactions(
                database,
                builder -> builder.observer(block -> {
                    throw new IllegalStateException("opened");
                }));
        Transactions failsLater =
                fixtures.transactions(database, builder -> builder.observer(block -> new FailingObservation()));

        Await.value(failsAtOnce.atomic().getStageAsync(() -> failsAtOnce.submit(insert(1))));
        Await.value(failsLater.atomic().getStageAsync(() -> failsLater.submit(insert(2))));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    private static final class FailingObservation implements BlockObservation {

        @Override
        public Current makeCurrent() {
            throw new IllegalStateException("makeCurrent");
        }

        @Override
        public void began() {
            throw new IllegalStateException("began");
        }

        @Override
        public void ended(Outcome outcome, Throwable failure) {
            throw new IllegalStateException("ended");
        }
    }
}
