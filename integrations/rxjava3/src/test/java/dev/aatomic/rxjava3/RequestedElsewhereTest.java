package dev.aatomic.rxjava3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An operator such as {@code observeOn} asks for more on its own thread once its buffer is used up, and on that thread what is in front of it
 * subscribes to the next block: that belongs to the body all the same, or is refused.
 */
@Tag("G10")
final class RequestedElsewhereTest {

    private static final int BUFFER = 4;

    private final Entries entries = new Entries();

    @AfterEach
    void close() {
        entries.close();
    }

    /** What a body fails with that inserts row after row, each in a nested block, for an operator which goes on elsewhere. */
    private Throwable failure(Atomic outer, Atomic inner, UnaryOperator<Flowable<Integer>> before) {
        return failure(entries.rx, outer, inner, before);
    }

    private static Throwable failure(
            RxJavaTransactions rx, Atomic outer, Atomic inner, UnaryOperator<Flowable<Integer>> before) {
        AtomicInteger inserted = new AtomicInteger();
        Single<Long> block = RxJavaBlocks.single(outer, () -> {
            Flowable<Integer> rows = RxJavaTransactions.bind(Flowable.range(0, 5 * BUFFER))
                    .concatMapMaybe(row -> RxJavaBlocks.maybe(inner, () -> rx.submit(Entries.inserts(row)))
                            .doOnSuccess(value -> inserted.incrementAndGet()));
            return before.apply(rows)
                    .observeOn(Schedulers.computation(), false, BUFFER)
                    // One more than was asked for has been subscribed to; nothing goes on before more is asked for.
                    .doOnNext(row -> Await.until("the buffer is full", () -> inserted.get() > BUFFER))
                    .count()
                    .flatMap(count -> Single.error(new IllegalStateException("the body's")));
        });
        try {
            return new AssertionError("succeeded: " + block.blockingGet());
        } catch (RuntimeException thrown) {
            return thrown;
        }
    }

    @Test
    void bindInFrontOfTheOperatorKeepsWhatIsInFrontOfItInTheBlock() {
        Atomic atomic = entries.transactions.atomic();

        assertThat(failure(atomic, atomic, RxJavaTransactions::bind)).hasMessage("the body's");
        assertThat(entries.committedAtLast()).isEmpty();
    }

    @Test
    void propagationDoesSoWithoutBind() {
        Atomic atomic = entries.transactions.atomic();

        try (RxJavaScopePropagation on = RxJavaScopePropagation.enable()) {
            assertThat(on).isNotNull();
            assertThat(failure(atomic, atomic, rows -> rows)).hasMessage("the body's");
        }
        assertThat(entries.committedAtLast()).isEmpty();
    }

    @Test
    void mandatoryBlockIsRefusedWhereTheBlockIsLost() {
        Atomic atomic = entries.transactions.atomic();

        assertThat(failure(atomic, atomic.propagation(Propagation.MANDATORY), rows -> rows))
                .isInstanceOf(NoTransactionException.class);
        assertThat(entries.committedAtLast()).isEmpty();
    }

    @Test
    void blockThatIsNotDurableIsRefusedWhereAllOutermostOnesAre() {
        try (Transactions transactions = Transactions.builder()
                .database("default", entries.pool)
                .requireDurable()
                .build()) {
            Atomic atomic = transactions.atomic();

            assertThat(failure(RxJavaTransactions.of(transactions), atomic.durable(), atomic, rows -> rows))
                    .isInstanceOf(TransactionManagementException.class);
        }
        assertThat(entries.committedAtLast()).isEmpty();
    }
}
