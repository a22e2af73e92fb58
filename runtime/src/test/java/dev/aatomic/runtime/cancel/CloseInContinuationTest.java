package dev.aatomic.runtime.cancel;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G15: once a block's future is complete, closing does not wait for it, nor for what its caller does then: that may be to close. */
@Tag("G15")
final class CloseInContinuationTest {

    /** Longer than anybody waits here. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final CompletableFuture<Integer> gate = new CompletableFuture<>();

    enum Form {
        PLAIN((transactions, gate) -> transactions.atomic().getStageAsync(() -> gate)),
        WITH_HOOK((transactions, gate) -> transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> {});
            return gate;
        })),
        WITH_ASYNCHRONOUS_HOOK((transactions, gate) -> transactions.atomic().getStageAsync(() -> {
            transactions.onCommitAsync(() -> gate.thenApplyAsync(n -> n));
            return gate;
        })),
        WITH_HOOK_BEFORE_COMMIT((transactions, gate) -> transactions.atomic().getStageAsync(() -> {
            transactions.beforeCommit(() -> {});
            return gate;
        })),
        RETRIED((transactions, gate) ->
                transactions.atomic().retry(RetryPolicy.ofMaxAttempts(2)).getStageAsync(() -> gate)),
        WITHOUT_TRANSACTION((transactions, gate) ->
                transactions.atomic().propagation(Propagation.NOT_SUPPORTED).getStageAsync(() -> gate)),
        TIMED_OUT((transactions, gate) ->
                transactions.atomic().timeout(Duration.ofMillis(20)).getStageAsync(CompletableFuture::new)),
        STATEMENT(
                (transactions, gate) -> transactions.autocommit(() -> transactions.submit(connection -> gate.join())));

        private final BiFunction<Transactions, CompletableFuture<Integer>, CompletableFuture<Integer>> open;

        Form(BiFunction<Transactions, CompletableFuture<Integer>, CompletableFuture<Integer>> open) {
            this.open = open;
        }
    }

    private Transactions transactions() {
        return fixtures.transactions(fixtures.database(Server.H2, 2), builder -> builder.closeTimeout(LIMIT));
    }

    @ParameterizedTest
    @EnumSource
    void closesThere(Form form) {
        Transactions transactions = transactions();
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        form.open.apply(transactions, gate).whenComplete((value, failure) -> {
            transactions.close();
            closed.complete(1);
        });

        gate.complete(1);

        Await.value(closed);
    }

    /** Who closes already waits for the block, and no longer than that. */
    @ParameterizedTest
    @EnumSource
    void isNotWaitedForByWhoClosesElsewhere(Form form) {
        Transactions transactions = transactions();
        CountDownLatch isThere = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CompletableFuture<?> after = form.open.apply(transactions, gate).whenComplete((value, failure) -> {
            isThere.countDown();
            Await.latch(goesOn);
        });
        CompletableFuture<Integer> closed = fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        });

        gate.complete(1);
        Await.latch(isThere);
        Await.value(closed);

        goesOn.countDown();
        Await.end(after);
    }

    /** Both are told at the same time. */
    @Test
    void closesThereAndElsewhere() {
        Transactions transactions = transactions();
        CompletableFuture<Integer> there = new CompletableFuture<>();
        transactions.atomic().getStageAsync(() -> gate).whenComplete((value, failure) -> {
            transactions.close();
            there.complete(1);
        });
        CompletableFuture<Integer> elsewhere = fixtures.foreign().call(() -> {
            transactions.close();
            return 1;
        });

        gate.complete(1);

        Await.value(there);
        Await.value(elsewhere);
    }
}
