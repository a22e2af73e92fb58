package dev.aatomic.runtime.internal.jdbc;

import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.internal.admission.Admission;
import dev.aatomic.runtime.internal.admission.BlockCounts;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is counted of one database's outermost blocks beside what {@link Admission} counts, which knows when they hold a connection.
 * Thread-safe.
 */
public final class Counters {

    private final LongAdder notBegun = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder waitNanos = new LongAdder();
    private final LongAdder holdNanos = new LongAdder();

    public void countNotBegun() {
        notBegun.increment();
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
        BlockCounts.Reading blocks = admission.readCounts();
        return new DatabaseMetrics(
                blocks.connections(),
                blocks.active(),
                blocks.waiting(),
                blocks.begun(),
                blocks.committed(),
                blocks.rolledBack(),
                blocks.unknown(),
                notBegun.sum(),
                retried.sum(),
                waitNanos.sum(),
                holdNanos.sum());
    }
}
