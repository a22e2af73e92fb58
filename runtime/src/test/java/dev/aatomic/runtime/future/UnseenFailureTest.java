package dev.aatomic.runtime.future;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fault H3: what failed and whose future nobody looks at is logged, once the future can be collected. */
@Tag("G5")
final class UnseenFailureTest {

    private static final String UNSEEN = "nobody looked at its future";

    /** The forms of a block that fails, which give a future. */
    enum Form {
        STAGE((transactions, name) -> transactions
                .atomic()
                .named(name)
                .getStageAsync(() -> CompletableFuture.failedFuture(new IOException()))),
        FUNCTION((transactions, name) -> transactions.atomic().named(name).getAsync(() -> {
            throw new IOException();
        })),
        RUNNABLE((transactions, name) -> transactions.atomic().named(name).runAsync(() -> {
            throw new IOException();
        })),
        ERROR((transactions, name) -> transactions.atomic().named(name).runAsync(() -> {
            throw new AssertionError();
        })),
        STATEMENT((transactions, name) ->
                transactions.atomic().named(name).getStageAsync(() -> transactions.submit(Sql.bad()))),
        TIMEOUT((transactions, name) ->
                transactions.atomic().named(name).timeout(Duration.ofMillis(20)).getStageAsync(CompletableFuture::new)),
        REFUSED((transactions, name) -> transactions
                .atomic()
                .named(name)
                .propagation(Propagation.MANDATORY)
                .runAsync(() -> {})),
        RETRIED((transactions, name) -> transactions
                .atomic()
                .named(name)
                .retry(RetryPolicy.ofMaxAttempts(2).retryFor(IOException.class))
                .runAsync(() -> {
                    throw new IOException();
                })),
        NO_TRANSACTION((transactions, name) -> transactions
                .atomic()
                .named(name)
                .propagation(Propagation.SUPPORTS)
                .runAsync(() -> {
                    throw new IOException();
                })),
        CANNOT_ENTER((transactions, name) -> transactions
                .atomic()
                .named(name)
                .propagation(Propagation.MANDATORY)
                .enter()),
        EXIT((transactions, name) ->
                Await.value(transactions.atomic().named(name).enter().thenApply(scope -> {
                    scope.submit(Sql.bad());
                    return scope.exit();
                }))),
        HOOK((transactions, name) -> transactions
                .atomic()
                .named(name)
                .runAsync(() -> transactions.onCommit(() -> {
                    throw new IOException();
                })));

        private final Function<Transactions, Function<String, CompletableFuture<?>>> how;

        Form(java.util.function.BiFunction<Transactions, String, CompletableFuture<?>> how) {
            this.how = transactions -> name -> how.apply(transactions, name);
        }

        CompletableFuture<?> open(Transactions transactions, String name) {
            return how.apply(transactions).apply(name);
        }
    }

    /** The ways to learn of a failure, after it or before. */
    enum Look {
        JOIN(Await::failure),
        HANDLE(future -> future.handle((value, failure) -> failure)),
        WHEN_COMPLETE(future -> future.whenComplete((value, failure) -> {})),
        THEN_RUN_ASYNC(future -> future.thenRunAsync(() -> {})),
        TO_COMPLETABLE_FUTURE(CompletableFuture::toCompletableFuture),
        IS_COMPLETED_EXCEPTIONALLY(CompletableFuture::isCompletedExceptionally),
        MINIMAL_STAGE(CompletableFuture::minimalCompletionStage),
        OR_TIMEOUT(future -> future.orTimeout(1, TimeUnit.MINUTES));

        private final Consumer<CompletableFuture<?>> how;

        Look(Consumer<CompletableFuture<?>> how) {
            this.how = how;
        }
    }

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static void awaitDone(CompletableFuture<?> future) {
        Await.until("the block has ended", future::isDone);
    }

    private static void awaitCollected(WeakReference<?> reference) {
        Await.until("the future is collected", () -> {
            System.gc();
            return reference.get() == null;
        });
    }

    private static WeakReference<?> failAndForget(Form form, Transactions transactions, String name) {
        CompletableFuture<?> future = form.open(transactions, name);
        awaitDone(future);
        return new WeakReference<>(future);
    }

    /** What was lost before has been looked after when this has. */
    private static void failAndAwaitReport(Transactions transactions, LogCapture log) {
        String name = "last of " + System.nanoTime();
        awaitCollected(failAndForget(Form.RUNNABLE, transactions, name));
        Await.until("it is logged", () -> log.count("'" + name + "'") > 0);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void h3FailureThatNobodyLooksAtIsLoggedOnce(Form form) {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        String name = "unseen " + form + " " + System.nanoTime();
        try (LogCapture log = new LogCapture()) {
            WeakReference<?> future = failAndForget(form, transactions, name);

            awaitCollected(future);

            Await.until("it is logged", () -> log.count("'" + name + "' failed, and " + UNSEEN) > 0);
            failAndAwaitReport(transactions, log);
            assertThat(log.count("'" + name + "' failed, and " + UNSEEN)).isEqualTo(1);
        }
    }

    private static WeakReference<?> failAndLook(Transactions transactions, String name, Look look, boolean before) {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<?> future = transactions.atomic().named(name).getStageAsync(() -> gate);
        if (before) {
            look.how.accept(
                    look == Look.JOIN ? future.exceptionally(failure -> null).copy() : future);
        }
        gate.completeExceptionally(new IOException());
        awaitDone(future);
        if (!before) {
            look.how.accept(future);
        }
        return new WeakReference<>(future);
    }

    @ParameterizedTest
    @EnumSource(value = Look.class, names = "JOIN", mode = EnumSource.Mode.EXCLUDE)
    void h3FailureOfWhichSomebodyLearnsIsNotLogged(Look look) {
        looksAreNoticed(look, look != Look.IS_COMPLETED_EXCEPTIONALLY, look != Look.OR_TIMEOUT);
    }

    @Test
    void h3FailureThatIsJoinedIsNotLogged() {
        looksAreNoticed(Look.JOIN, false, true);
    }

    private void looksAreNoticed(Look look, boolean before, boolean after) {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        BiConsumer<String, Boolean> look1 =
                (name, early) -> awaitCollected(failAndLook(transactions, name, look, early));
        try (LogCapture log = new LogCapture()) {
            if (before) {
                look1.accept("looked at early", true);
            }
            if (after) {
                look1.accept("looked at late", false);
            }
            failAndAwaitReport(transactions, log);
            assertThat(log.count("looked at early") + log.count("looked at late"))
                    .isZero();
        }
    }

    private static WeakReference<?> cancelAndForget(Transactions transactions, String name) {
        CompletableFuture<?> future = transactions.atomic().named(name).getStageAsync(CompletableFuture::new);
        future.cancel(true);
        awaitDone(future);
        return new WeakReference<>(future);
    }

    @Test
    void h3CancelledBlockIsNotLogged() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        try (LogCapture log = new LogCapture()) {
            awaitCollected(cancelAndForget(transactions, "cancelled"));

            failAndAwaitReport(transactions, log);
            assertThat(log.count("'cancelled'")).isZero();
        }
    }

    /** It breaks the block around it, whose own failure is told instead. */
    @Test
    void h3FailureInsideAnotherBlockIsTheOtherOnes() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        try (LogCapture log = new LogCapture()) {
            AtomicReference<WeakReference<?>> nested = new AtomicReference<>();
            AtomicReference<WeakReference<?>> independent = new AtomicReference<>();
            Throwable failure = Await.cause(transactions.atomic().runAsync(() -> {
                nested.set(failAndForget(Form.RUNNABLE, transactions, "nested"));
                independent.set(new WeakReference<>(transactions
                        .atomic()
                        .named("independent")
                        .propagation(Propagation.REQUIRES_NEW)
                        .runAsync(() -> {
                            throw new IOException();
                        })));
            }));
            assertThat(failure).isInstanceOf(UnexpectedRollbackException.class);
            awaitCollected(nested.get());
            awaitCollected(independent.get());

            failAndAwaitReport(transactions, log);
            assertThat(log.count("'nested' failed, and")).isZero();
            assertThat(log.count("'independent' failed, and")).isZero();
        }
    }

    @Test
    void h3ThousandsOfOneKindAreAHandfulOfRecords() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        try (LogCapture log = new LogCapture()) {
            String name = "over and over " + System.nanoTime();
            for (int i = 0; i < 1_100; i++) {
                failAndForget(Form.RUNNABLE, transactions, name);
            }

            Await.until("they are counted", () -> {
                System.gc();
                return log.count("'" + name + "' failed, and " + UNSEEN + ", for the 1000th time") > 0;
            });
            // The 1st, 10th, 100th and 1000th.
            assertThat(log.count("'" + name + "'")).isEqualTo(4);
        }
    }

    @Test
    void h3BlockThatCommitsIsNotLogged() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        try (LogCapture log = new LogCapture()) {
            CompletableFuture<Integer> future =
                    transactions.atomic().named("committed").getStageAsync(() -> transactions.submit(insert(1)));
            awaitDone(future);
            WeakReference<?> reference = new WeakReference<>(future);
            future = null;
            awaitCollected(reference);

            failAndAwaitReport(transactions, log);
            assertThat(log.count("'committed'")).isZero();
        }
    }
}
