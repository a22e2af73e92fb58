package dev.aatomic.runtime.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.future.ScopeFuture;
import dev.aatomic.runtime.internal.lane.Dispatcher;
import dev.aatomic.runtime.internal.transaction.Transaction;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G5: what a block's end waits for, and what breaks it unless somebody has looked at it. */
@Tag("G5")
final class ScopeObligationsTest {

    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final ScopeObligations obligations = new ScopeObligations();
    private final Transaction<?> transaction = new Transaction<>(null);
    private final IOException first = new IOException("first");
    private final IOException second = new IOException("second");

    @AfterEach
    void shutDown() {
        dispatcher.shutdown();
    }

    /** Work with a connection of its own, of which nothing is asked. */
    private record Child(int number) implements ChildTransaction {

        @Override
        public void cancelBy(Throwable failure) {}
    }

    private ScopeFuture<Integer> failed(Throwable failure) {
        ScopeFuture<Integer> future = new ScopeFuture<>(dispatcher);
        obligations.failed(future, failure);
        return future;
    }

    @Test
    void endWaitsForEachChild() {
        ChildTransaction one = new Child(1);
        ChildTransaction other = new Child(2);
        assertThat(obligations.hasChildren()).isFalse();
        assertThat(obligations.children()).isEmpty();
        assertThat(obligations.remove(one)).isFalse();
        obligations.add(one);
        obligations.add(other);
        assertThat(obligations.children()).containsExactlyInAnyOrder(one, other);

        assertThat(obligations.remove(one)).isTrue();
        assertThat(obligations.remove(one)).isFalse();
        assertThat(obligations.hasChildren()).isTrue();
        assertThat(obligations.remove(other)).isTrue();
        assertThat(obligations.hasChildren()).isFalse();
    }

    @Test
    void whereThereIsNothingNothingBreaks() {
        obligations.breakBySwallowed(transaction);

        assertThat(transaction.isRollback()).isFalse();
    }

    @Test
    void failureThatNobodyLookedAtBreaks() {
        failed(first);
        failed(second);

        obligations.breakBySwallowed(transaction);

        assertThat(transaction.cause()).isSameAs(first);
    }

    @Test
    void failureThatSomebodyLookedAtDoesNot() {
        ScopeFuture<Integer> before = failed(first);
        before.exceptionally(thrown -> 1);
        ScopeFuture<Integer> after = failed(second);
        after.exceptionally(thrown -> 1);

        obligations.breakBySwallowed(transaction);

        assertThat(transaction.isRollback()).isFalse();
    }

    @Test
    void onlyTheFailureThatNobodyLookedAtBreaks() {
        failed(first).exceptionally(thrown -> 1);
        failed(second);

        obligations.breakBySwallowed(transaction);

        assertThat(transaction.cause()).isSameAs(second);
    }

    @Test
    void firstRefusalOfWhatCameTooLateBreaks() {
        obligations.refusedLate(first);
        obligations.refusedLate(second);

        obligations.breakBySwallowed(transaction);

        assertThat(transaction.cause()).isSameAs(first);
    }
}
