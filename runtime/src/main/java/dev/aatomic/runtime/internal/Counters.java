package dev.aatomic.runtime.internal;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Outcome;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one database's outermost blocks, from any thread. */
final class Counters {

    private final LongAdder begun = new LongAdder();
    private final LongAdder committed = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder notBegun = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private final LongAdder holdNanos = new LongAdder();

    void countBegun() {
        begun.increment();
    }

    void countEnded(boolean begun, Outcome outcome) {
        if (!begun) {
            notBegun.increment();
            return;
        }
        switch (outcome) {
            case COMMITTED -> committed.increment();
            case ROLLED_BACK -> rolledBack.increment();
            case UNKNOWN -> unknown.increment();
        }
    }

    void countRetried() {
        retried.increment();
    }

    void addWait(long nanos) {
        waitNanos.add(nanos);
    }

    void addHold(long nanos) {
        holdNanos.add(nanos);
    }

    DatabaseMetrics read(Admission admission) {
        return new DatabaseMetrics(
                admission.connections(),
                admission.held(),
                admission.waiting(),
                begun.sum(),
                committed.sum(),
                rolledBack.sum(),
                unknown.sum(),
                notBegun.sum(),
                retried.sum(),
                waitNanos.sum(),
                holdNanos.sum());
    }
}
