package dev.aatomic.runtime.context;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.CheckedRunnable;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.Foreign;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** G10: a continuation runs in the scope that was current where it was attached, on the lane. */
@Tag("G10")
@Tag("G20")
final class ContextTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    /** Attaches a probe to a stage that a foreign thread completes. */
    @FunctionalInterface
    interface Attachment {
        CompletionStage<?> attach(Heads heads, Supplier<Integer> probe, Foreign foreign);
    }

    /** The stages of this library that end on a foreign thread: one well, one badly, one never. */
    record Heads(
            CompletableFuture<Integer> good, CompletableFuture<Integer> failing, CompletableFuture<Integer> never) {}

    static Stream<Arguments> attachments() {
        return Stream.of(
                form("thenApply", (h, p, f) -> h.good.thenApply(n -> p.get())),
                form("thenApplyAsync", (h, p, f) -> h.good.thenApplyAsync(n -> p.get())),
                form("thenAccept", (h, p, f) -> h.good.thenAccept(n -> p.get())),
                form("thenAcceptAsync", (h, p, f) -> h.good.thenAcceptAsync(n -> p.get())),
                form("thenRun", (h, p, f) -> h.good.thenRun(p::get)),
                form("thenRunAsync", (h, p, f) -> h.good.thenRunAsync(p::get)),
                form("thenCompose", (h, p, f) -> h.good.thenCompose(n -> f.later(p.get()))),
                form("thenComposeAsync", (h, p, f) -> h.good.thenComposeAsync(n -> f.later(p.get()))),
                form(
                        "after thenCompose onto a foreign stage",
                        (h, p, f) -> h.good.thenCompose(f::later).thenApply(n -> p.get())),
                form("thenCombine", (h, p, f) -> h.good.thenCombine(f.later(2), (a, b) -> p.get())),
                form("thenCombineAsync", (h, p, f) -> h.good.thenCombineAsync(f.later(2), (a, b) -> p.get())),
                form("thenAcceptBoth", (h, p, f) -> h.good.thenAcceptBoth(f.later(2), (a, b) -> p.get())),
                form("runAfterBoth", (h, p, f) -> h.good.runAfterBoth(f.later(2), p::get)),
                form("applyToEither", (h, p, f) -> h.never.applyToEither(f.later(2), n -> p.get())),
                form("acceptEither", (h, p, f) -> h.good.acceptEither(new CompletableFuture<>(), n -> p.get())),
                form("runAfterEither", (h, p, f) -> h.never.runAfterEither(f.later(2), p::get)),
                form("handle", (h, p, f) -> h.failing.handle((n, failure) -> p.get())),
                form("handleAsync", (h, p, f) -> h.failing.handleAsync((n, failure) -> p.get())),
                form("whenComplete", (h, p, f) -> h.good.whenComplete((n, failure) -> p.get())),
                form("whenCompleteAsync", (h, p, f) -> h.good.whenCompleteAsync((n, failure) -> p.get())),
                form("exceptionally", (h, p, f) -> h.failing.exceptionally(failure -> p.get())),
                form("exceptionallyAsync", (h, p, f) -> h.failing.exceptionallyAsync(failure -> p.get())),
                form("exceptionallyCompose", (h, p, f) -> h.failing.exceptionallyCompose(failure -> f.later(p.get()))),
                form(
                        "exceptionallyComposeAsync",
                        (h, p, f) -> h.failing.exceptionallyComposeAsync(failure -> f.later(p.get()))),
                form("copy", (h, p, f) -> h.good.copy().thenApply(n -> p.get())),
                form(
                        "minimalCompletionStage",
                        (h, p, f) -> h.good.minimalCompletionStage().thenApply(n -> p.get())),
                form(
                        "toCompletableFuture",
                        (h, p, f) -> h.good.toCompletableFuture().thenApply(n -> p.get())));
    }

    private static Arguments form(String name, Attachment attachment) {
        return Arguments.of(name, attachment);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attachments")
    void continuationHasTheScopeAndTheLane(String name, Attachment attachment) {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<Object> seen = new ArrayList<>();

        CompletableFuture<Object> block = transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            return attachment
                    .attach(heads(transactions), () -> probe(transactions, scope, seen), fixtures.foreign())
                    .thenApply(value -> "done");
        });

        Await.value(block);
        assertThat(seen).containsExactly("same scope: true", "foreign thread: false", "inline: true");
        assertThat(database.rows()).containsExactly(1);
    }

    private Heads heads(Transactions transactions) {
        return new Heads(
                transactions.submit(connection -> 1).thenCompose(fixtures.foreign()::later),
                transactions
                        .submit(connection -> 1)
                        .thenCompose(n -> fixtures.foreign().laterFailing(new IOException("head"))),
                transactions.bind(new CompletableFuture<Integer>()));
    }

    private static int probe(Transactions transactions, Scope expected, List<Object> seen) {
        CompletableFuture<Integer> step = transactions.submit(insert(1));
        seen.add("same scope: " + (transactions.scope().depth() == expected.depth()));
        seen.add("foreign thread: " + Foreign.isCurrent());
        seen.add("inline: " + step.isDone());
        return 1;
    }

    @Test
    void explicitExecutorGetsTheScopeButNotTheLanesThread() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<List<Object>> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(fixtures.foreign()::later)
                        .thenApplyAsync(
                                n -> {
                                    boolean current = transactions.scope().depth() == 0;
                                    CompletableFuture<Thread> step = transactions.submit(connection -> {
                                        insert(2).apply(connection);
                                        return Thread.currentThread();
                                    });
                                    return List.<Object>of(Foreign.isCurrent(), current, step);
                                },
                                fixtures.foreign())
                        .thenCompose(seen -> {
                            @SuppressWarnings("unchecked")
                            CompletableFuture<Thread> step = (CompletableFuture<Thread>) seen.get(2);
                            return step.thenApply(
                                    thread -> List.of(seen.get(0), seen.get(1), Foreign.isForeign(thread)));
                        }));

        assertThat(Await.value(block)).containsExactly(true, true, false);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void boundStageComesBack() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        List<Object> seen = new ArrayList<>();

        Await.value(transactions.atomic().getStageAsync(() -> {
            Scope scope = transactions.scope();
            return transactions.bind(fixtures.foreign().later(5)).thenApply(n -> probe(transactions, scope, seen) + n);
        }));

        assertThat(seen).containsExactly("same scope: true", "foreign thread: false", "inline: true");
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void bindPassesValueAndFailureOn() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        IOException failure = new IOException("foreign");

        CompletableFuture<String> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .bind(fixtures.foreign().<String>laterFailing(failure))
                        .handle((value, thrown) -> thrown == failure ? "same" : "other: " + thrown));

        assertThat(Await.value(block)).isEqualTo("same");
    }

    @Test
    void scopeIsThatOfTheAttachmentNotOfTheStage() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<List<Integer>> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .submit(insert(1))
                                .thenCompose(fixtures.foreign()::later)
                                .thenApply(n -> transactions.scope().depth()))
                        .thenApply(inner -> List.of(inner, transactions.scope().depth())));

        assertThat(Await.value(block)).containsExactly(1, 0);
    }

    @Test
    void continuationAttachedOutsideHasNoScope() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        CompletableFuture<Integer> outside = transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(fixtures.foreign()::later))
                .thenApply(n -> {
                    assertThatThrownBy(transactions::scope).isInstanceOf(NoTransactionException.class);
                    return n;
                });

        Await.value(outside);
    }

    @Test
    void scopeIsNotLeftCurrentOnTheThreadsThatRanIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                database, builder -> builder.executor(fixtures.executors().direct()));

        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> block = transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> gate)
                        .thenCompose(n -> transactions.submit(insert(2))));
        assertThatThrownBy(transactions::scope).isInstanceOf(NoTransactionException.class);
        Await.value(fixtures.foreign().call(() -> {
            gate.complete(1);
            assertThatThrownBy(transactions::scope).isInstanceOf(NoTransactionException.class);
            return 1;
        }));

        Await.value(block);
        transactions.atomic().run(() -> {});
        assertThatThrownBy(transactions::scope).isInstanceOf(NoTransactionException.class);
    }

    @Test
    void continuationAttachedOutsideAnyScopeGetsNoneFromTheThreadThatRunsIt() {
        Transactions transactions = fixtures.transactions(Transactions.builder()
                .database("default", new NoDriver(), 2)
                .executor(fixtures.executors().direct()));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Boolean> ofBlock =
                transactions.atomic().getStageAsync(() -> gate).thenApply(value -> hasScope(transactions));

        // The block ends on a thread where another one is current.
        transactions.atomic().run(() -> gate.complete(1));

        assertThat(Await.value(ofBlock)).isFalse();
    }

    @Test
    void continuationOfEnterThatWaitedHasNoScope() {
        Transactions transactions =
                fixtures.transactions(Transactions.builder().database("default", new NoDriver(), 1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        transactions.atomic().getStageAsync(() -> gate);
        CompletableFuture<Scope> entered = transactions.atomic().enter();
        CompletableFuture<Boolean> ofEnter = entered.thenApply(scope -> hasScope(transactions));

        gate.complete(1);

        assertThat(Await.value(ofEnter)).isFalse();
        Await.value(Await.value(entered).exit());
    }

    @Test
    void continuationAttachedOutsideRunsInNoScopeWhereverItsStageIsCompleted() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Void> exited = transactions
                .atomic()
                .enter()
                .thenCompose(scope -> scope.call(() -> transactions.bind(gate)).thenCompose(n -> scope.exit()));
        CompletableFuture<Boolean> here = exited.thenApply(nothing -> hasScope(transactions));
        CompletableFuture<Boolean> later = exited.thenApplyAsync(nothing -> hasScope(transactions));
        CompletableFuture<Boolean> direct = exited.thenApplyAsync(nothing -> hasScope(transactions), Runnable::run);
        CompletableFuture<Integer> inner = new CompletableFuture<>();
        CompletableFuture<Boolean> ofDerived =
                transactions.bind(inner).thenApply(n -> n).thenApply(n -> hasScope(transactions));
        CompletableFuture<Boolean> ofDerivedDirect =
                transactions.bind(inner).thenApply(n -> n).thenApplyAsync(n -> hasScope(transactions), Runnable::run);

        gate.complete(1);
        Await.value(transactions.atomic().runAsync(() -> inner.complete(1)));

        assertThat(Await.value(here)).isFalse();
        assertThat(Await.value(later)).isFalse();
        assertThat(Await.value(direct)).isFalse();
        assertThat(Await.value(ofDerived)).isFalse();
        assertThat(Await.value(ofDerivedDirect)).isFalse();
    }

    private static boolean hasScope(Transactions transactions) {
        try {
            transactions.scope();
            return true;
        } catch (NoTransactionException e) {
            return false;
        }
    }

    /** K5: the hooks of a blocking block run on its caller's thread, in a context of their own. */
    @Test
    void k5CallerHasTheContextAfterAHookThatItHadBefore() {
        Transactions transactions =
                fixtures.transactions(Transactions.builder().database("default", new NoDriver(), 2));
        AtomicReference<Thread> ofHook = new AtomicReference<>();
        Atomic hooked = transactions.atomic().propagation(Propagation.REQUIRES_NEW);
        CheckedRunnable<RuntimeException> body = () -> transactions.onCommit(() -> ofHook.set(Thread.currentThread()));

        hooked.run(body);
        assertThat(ofHook.getAndSet(null)).isSameAs(Thread.currentThread());
        assertThatThrownBy(() -> transactions.submit(connection -> 1)).isInstanceOf(NoTransactionException.class);

        transactions.atomic().run(() -> {
            int depth = transactions.atomic().get(() -> {
                hooked.run(body);
                return transactions.scope().depth();
            });
            assertThat(depth).isEqualTo(1);
            assertThat(ofHook.getAndSet(null)).isSameAs(Thread.currentThread());
            assertThat(transactions.scope().depth()).isZero();
        });
        assertThatThrownBy(() -> transactions.submit(connection -> 1)).isInstanceOf(NoTransactionException.class);

        assertThatThrownBy(() -> hooked.run(() -> transactions.onCommit(() -> {
                    throw new IllegalStateException("hook");
                })))
                .isInstanceOf(AfterCommitException.class);
        assertThatThrownBy(() -> transactions.submit(connection -> 1)).isInstanceOf(NoTransactionException.class);
    }
}
