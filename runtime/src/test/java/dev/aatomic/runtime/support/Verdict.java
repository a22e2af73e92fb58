package dev.aatomic.runtime.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * A cell of the table of faults.
 *
 * @param outcome what became of the transaction: rolled back, committed or unknown
 * @param gets what the caller gets
 */
public record Verdict(String outcome, String gets) {

    private static final String VALUE = "the value";
    private static final String FAULT = "the fault";
    private static final String BODY_FAILURE = "the body's failure";

    public static Verdict of(String cell) {
        String[] parts = cell.split(": ", 2);
        if (parts.length != 2 || !List.of("rolled back", "committed", "unknown").contains(parts[0])) {
            throw new IllegalArgumentException(
                    "A cell is 'rolled back', 'committed' or 'unknown', then ': ' and what the caller gets; it was '"
                            + cell + "'");
        }
        return new Verdict(parts[0], parts[1]);
    }

    /** What a block's end says of its transaction. */
    public static Verdict ofEnd(CompletableFuture<?> block) {
        if (!block.isCompletedExceptionally()) {
            return new Verdict("committed", VALUE);
        }
        Throwable failure = Await.cause(block);
        Outcome outcome = failure instanceof TransactionException known ? known.outcome() : Outcome.ROLLED_BACK;
        return new Verdict(
                outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                failure.getClass().getSimpleName());
    }

    /** Whether the block ends as it would have done without the fault. */
    public boolean isAsWithoutFault() {
        return gets.equals(VALUE) || gets.equals(BODY_FAILURE);
    }

    public boolean isCommitted() {
        return outcome.equals("committed");
    }

    public boolean isRolledBack() {
        return outcome.equals("rolled back");
    }

    /** What a block ended with is what the cell says. */
    public void check(CompletableFuture<?> block, Throwable fault, String where) {
        if (gets.equals(VALUE)) {
            assertThat(block).as("%s: expected %s", where, this).succeedsWithin(Duration.ZERO);
            return;
        }
        assertThat(block.isCompletedExceptionally())
                .as("%s: expected %s, got a value", where, this)
                .isTrue();
        Throwable failure = Await.cause(block);
        switch (gets) {
            case FAULT -> assertThat(failure).as(where).isSameAs(fault);
            case BODY_FAILURE -> assertThat(failure).as(where).isSameAs(FaultSituation.BODY_FAILURE);
            default ->
                assertThat(failure.getClass().getSimpleName())
                        .as("%s: %s", where, failure)
                        .isEqualTo(gets);
        }
        if (failure instanceof TransactionException known) {
            assertThat(known.outcome().name())
                    .as(where)
                    .isEqualTo(outcome.toUpperCase(Locale.ROOT).replace(' ', '_'));
        }
    }

    /** The committed rows are what the outcome says: all, none, or one of the two. */
    public void checkRows(List<Integer> rows, List<Integer> ofCommit, String where) {
        if (isCommitted()) {
            assertThat(rows).as("rows: %s", where).isEqualTo(ofCommit);
        } else if (isRolledBack()) {
            assertThat(rows).as("rows: %s", where).isEmpty();
        } else {
            assertThat(rows).as("rows: %s", where).isIn(List.of(), ofCommit);
        }
    }

    @Override
    public String toString() {
        return outcome + ": " + gets;
    }
}
