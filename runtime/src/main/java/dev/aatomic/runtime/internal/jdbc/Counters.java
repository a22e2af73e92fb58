package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.internal.admission.Admission;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one database's outermost blocks, from any thread. */
public final class Counters {

    private final LongAdder begun = new LongAdder();
    private final LongAdder committed = new LongAdder();
    private final LongAdder rolledBack = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder notBegun = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private final LongAdder holdNanos = new LongAdder();

    public void countBegun() {
        begun.increment();
    }

    public void countEnded(boolean begun, Outcome outcome) {
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

    public void countRetried() {
        retried.increment();
    }

    public void addWait(long nanos) {
        waitNanos.add(nanos);
    }

    public void addHold(long nanos) {
        holdNanos.add(nanos);
    }

    public DatabaseMetrics read(Admission admission) {
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
