package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.OwnStage;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G1: the stage that a body returns decides when its block ends, whatever kind it is. */
@Tag("G1")
final class BodyStageTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    /** What a body may make of a future. */
    enum Kind {
        FUTURE(stage -> stage),
        OWN_CLASS(stage -> new CompletableFuture<Integer>() {
            {
                stage.whenComplete((value, thrown) -> {
                    if (thrown == null) {
                        complete(value);
                    } else {
                        completeExceptionally(thrown);
                    }
                });
            }
        }),
        MINIMAL(CompletableFuture::minimalCompletionStage),
        FOREIGN(OwnStage::of);

        private final Function<CompletableFuture<Integer>, CompletionStage<Integer>> make;

        Kind(Function<CompletableFuture<Integer>, CompletionStage<Integer>> make) {
            this.make = make;
        }
    }

    private CompletableFuture<Integer> block(Kind kind, CompletableFuture<Integer> stage, CountDownLatch returned) {
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1)).join();
            returned.countDown();
            return kind.make.apply(stage);
        });
        Await.latch(returned);
        return block;
    }

    @ParameterizedTest
    @EnumSource
    void blockEndsWithTheStage(Kind kind) {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        CompletableFuture<Integer> block = block(kind, stage, new CountDownLatch(1));
        assertThat(fixtures.database.rows()).isEmpty();
        assertThat(block).isNotDone();

        stage.complete(7);

        assertThat(Await.value(block)).isEqualTo(7);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource
    void blockRollsBackWithTheStage(Kind kind) {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        IOException failure = new IOException("of the stage");
        CompletableFuture<Integer> block = block(kind, stage, new CountDownLatch(1));

        stage.completeExceptionally(new CompletionException(failure));

        assertThat(Await.cause(block)).isSameAs(failure);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void stageThatIsCompleteEndsItAtOnce(Kind kind) {
        IOException failure = new IOException("of the stage");

        assertThat(Await.value(block(kind, CompletableFuture.completedFuture(8), new CountDownLatch(1))))
                .isEqualTo(8);
        fixtures.database.clear();
        assertThat(Await.cause(block(kind, CompletableFuture.failedFuture(failure), new CountDownLatch(1))))
                .isSameAs(failure);
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void futureOfAStepEndsTheBlock() {
        UnaryOperator<CompletionStage<Integer>> same = stage -> stage;
        UnaryOperator<CompletionStage<Integer>> minimal =
                stage -> ((CompletableFuture<Integer>) stage).minimalCompletionStage();
        UnaryOperator<CompletionStage<Integer>> copy = stage -> ((CompletableFuture<Integer>) stage).copy();

        assertThat(Await.value(ofStep(1, same))).isEqualTo(1);
        assertThat(Await.value(ofStep(2, minimal))).isEqualTo(1);
        assertThat(Await.value(ofStep(3, copy))).isEqualTo(1);
        assertThat(Await.cause(ofStep(3, same))).hasMessageContaining("3 is there already");
        assertThat(Await.cause(ofStep(3, minimal))).hasMessageContaining("3 is there already");
        assertThat(fixtures.database.rows()).containsExactly(1, 2, 3);
    }

    private CompletableFuture<Integer> ofStep(int value, UnaryOperator<CompletionStage<Integer>> made) {
        return transactions.atomic().getStageAsync(() -> made.apply(transactions.submit(insert(value))));
    }

    @Test
    void futureOfAStepThatWaitedEndsTheBlock() {
        CountDownLatch goesOn = fixtures.latch();
        CompletableFuture<Integer> block = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> later = new CompletableFuture<>();
            fixtures.executor().execute(() -> {
                Await.latch(goesOn);
                later.complete(1);
            });
            return transactions.submit(insert(5)).thenCombine(transactions.bind(later), Integer::sum);
        });
        assertThat(block).isNotDone();

        goesOn.countDown();

        assertThat(Await.value(block)).isEqualTo(2);
    }

    /** The block answers for it, so that it is none that nobody has looked at. */
    @Test
    void failureOfTheStepThatTheBodyReturnsMayBeOneToCommitOn() {
        IOException failure = new IOException("of the step");
        CompletableFuture<Integer> block = transactions
                .atomic()
                .noRollbackFor(IOException.class)
                .getStageAsync(() -> {
                    transactions.submit(insert(1)).join();
                    return transactions.submit(connection -> {
                        throw failure;
                    });
                });

        assertThat(Await.cause(block)).isSameAs(failure);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void noStageIsRefused() {
        assertThat(Await.cause(transactions.atomic().named("none").getStageAsync(() -> {
                    transactions.submit(insert(1));
                    return null;
                })))
                .isInstanceOf(TransactionManagementException.class)
                .hasMessageStartingWith("The body of block 'none' returned null instead of a stage");
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void stageThatCannotBeFollowedFailsTheBlock() {
        IllegalStateException failure = new IllegalStateException("no such method");
        CompletionStage<Integer> broken = OwnStage.throwing(failure);

        assertThat(Await.cause(transactions.atomic().getStageAsync(() -> {
                    transactions.submit(insert(1));
                    return broken;
                })))
                .isSameAs(failure);
        assertThat(fixtures.database.rows()).isEmpty();
    }
}
