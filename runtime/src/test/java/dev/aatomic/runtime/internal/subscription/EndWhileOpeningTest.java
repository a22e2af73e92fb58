package dev.aatomic.runtime.internal.subscription;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.CurrentScope;
import dev.aatomic.runtime.spi.StreamBody;
import dev.aatomic.runtime.spi.SubscribedBlocks;
import dev.aatomic.runtime.spi.ValueBody;
import dev.aatomic.runtime.spi.ValueObserver;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A block may come to its end, or be cancelled, before the call that opens it has returned. */
@Tag("G5")
@Tag("G7")
@Tag("rooms")
final class EndWhileOpeningTest {

    @RegisterExtension
    final StreamFixtures streams = new StreamFixtures();

    private final CompletableFuture<Runnable> cancellation = new CompletableFuture<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    private Transactions transactions(Executor executor) {
        return streams.fixtures.transactions(streams.database, builder -> builder.executor(executor));
    }

    /** What becomes of the block that is opened in another, so that its rollback is none of the other. */
    enum Kind {
        NESTED(UnaryOperator.identity()),
        OWN(atomic -> atomic.propagation(Propagation.REQUIRES_NEW)),
        RETRIED(atomic -> retried(atomic.propagation(Propagation.REQUIRES_NEW))),
        WITHOUT_TRANSACTION(atomic -> atomic.propagation(Propagation.NOT_SUPPORTED));

        private final UnaryOperator<Atomic> settings;

        Kind(UnaryOperator<Atomic> settings) {
            this.settings = settings;
        }
    }

    /** Whatever it fails with. */
    private static Atomic retried(Atomic atomic) {
        return atomic.retry(RetryPolicy.ofMaxAttempts(2)
                .withBackoff(Duration.ZERO, Duration.ofMillis(1))
                .retryIf(failure -> true));
    }

    /** How a block is subscribed to. */
    enum Form {
        STREAM {
            @Override
            void open(EndWhileOpeningTest test, Atomic atomic, Runnable body, @Nullable Object scope) {
                SubscribedBlocks.of(atomic).openStream(test.stream(body), test.subscriber(), scope);
            }
        },
        VALUE {
            @Override
            void open(EndWhileOpeningTest test, Atomic atomic, Runnable body, @Nullable Object scope) {
                SubscribedBlocks.of(atomic).openValue(test.value(body), test.observer(), scope);
            }
        };

        /** Opens a block that runs the code and then completes. */
        abstract void open(EndWhileOpeningTest test, Atomic atomic, Runnable body, @Nullable Object scope);
    }

    static Stream<Arguments> formsAndKinds() {
        return Stream.of(Form.values()).flatMap(form -> Stream.of(Kind.values()).map(kind -> Arguments.of(form, kind)));
    }

    private StreamBody<Integer> stream(Runnable body) {
        streams.source.onRequest = count -> {
            body.run();
            streams.source.complete();
        };
        return subscriber -> streams.source.subscribe(subscriber);
    }

    private ValueBody<Integer> value(Runnable body) {
        return observer -> {
            observer.onSubscribe(() -> {});
            body.run();
            observer.onSuccess(1);
        };
    }

    private Flow.Subscriber<Integer> subscriber() {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                cancellation.complete(subscription::cancel);
                subscription.request(1);
            }

            @Override
            public void onNext(Integer item) {
                told.add("item");
            }

            @Override
            public void onError(Throwable failure) {
                told.add("failure " + failure);
            }

            @Override
            public void onComplete() {
                told.add("end");
            }
        };
    }

    private ValueObserver<Integer> observer() {
        return new ValueObserver<>() {
            @Override
            public void onSubscribe(Runnable given) {
                cancellation.complete(given);
            }

            @Override
            public void onSuccess(Integer value) {
                told.add("value");
            }

            @Override
            public void onError(Throwable failure) {
                told.add("failure " + failure);
            }
        };
    }

    private void cancel() {
        Await.value(cancellation).run();
    }

    /** Lets the thread that opens the inner block go on only when the outer one has ended. */
    private Executor slow(CompletableFuture<CompletableFuture<Integer>> outer) {
        Executor threads = streams.fixtures.executors().threads(4);
        Thread opener = Thread.currentThread();
        return task -> {
            threads.execute(task);
            if (Thread.currentThread() == opener && outer.isDone()) {
                Await.until("the outer block has ended", outer.join()::isDone);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("formsAndKinds")
    void cancelledBlockLeavesTheOneAroundItToCommit(Form form, Kind kind) {
        CompletableFuture<CompletableFuture<Integer>> opened = new CompletableFuture<>();
        CompletableFuture<Integer> body = new CompletableFuture<>();
        CompletableFuture<@Nullable Object> scope = new CompletableFuture<>();
        Transactions transactions = transactions(slow(opened));
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            scope.complete(CurrentScope.ofThread().get());
            return body;
        });
        @Nullable Object inOuter = Await.value(scope);
        opened.complete(outer);
        form.open(
                this,
                kind.settings.apply(transactions.atomic()),
                () -> {
                    cancel();
                    body.complete(5);
                },
                inOuter);

        assertThat(Await.value(outer)).isEqualTo(5);
        assertThat(streams.database.rows()).containsExactly(1);
        assertThat(told).isEmpty();
    }

    /** The body is over, and COMMIT is not sent. */
    enum Attempts {
        ONE(UnaryOperator.identity()),
        SEVERAL(EndWhileOpeningTest::retried);

        private final UnaryOperator<Atomic> settings;

        Attempts(UnaryOperator<Atomic> settings) {
            this.settings = settings;
        }
    }

    static Stream<Arguments> formsAndAttempts() {
        return Stream.of(Form.values())
                .flatMap(form -> Stream.of(Attempts.values()).map(attempts -> Arguments.of(form, attempts)));
    }

    @ParameterizedTest
    @MethodSource("formsAndAttempts")
    void cancelBeforeCommitRollsBack(Form form, Attempts attempts) {
        // The block runs on the thread that opens it.
        Transactions transactions = transactions(Runnable::run);
        CountDownLatch isBeforeCommit = new CountDownLatch(1);
        CountDownLatch isCancelled = new CountDownLatch(1);
        CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> form.open(
                this,
                attempts.settings.apply(transactions.atomic()),
                () -> {
                    transactions.submit(insert(1)).join();
                    transactions.onRollback(() -> told.add("rolled back"));
                    transactions.beforeCommit(() -> {
                        isBeforeCommit.countDown();
                        Await.latch(isCancelled);
                    });
                },
                null));
        Await.latch(isBeforeCommit);
        cancel();
        isCancelled.countDown();
        Await.value(opening);

        Await.until(
                "the block has ended",
                () -> transactions.metrics().database("default").rolledBack()
                                + transactions.metrics().database("default").committed()
                        == 1);
        assertThat(streams.database.rows()).isEmpty();
        Await.until("the hook has run", () -> !told.isEmpty());
        assertThat(told).containsExactly("rolled back");
    }
}
