package dev.aatomic.micrometer;

import dev.aatomic.runtime.event.TransactionEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The meters of the blocks of one name, made when they are first needed. */
final class NamedMeters {

    private static final int OUTCOMES = BlockOutcome.values().length;

    private final MeterRegistry registry;
    private final Tags tags;
    private final boolean percentileHistogram;

    // By outcome; of nested blocks after the others. Two threads may register the same timer, and get the same.
    private final AtomicReferenceArray<@Nullable Timer> waits = new AtomicReferenceArray<>(2 * OUTCOMES);
    private final AtomicReferenceArray<@Nullable Timer> holds = new AtomicReferenceArray<>(2 * OUTCOMES);
    private final AtomicReferenceArray<@Nullable Timer> commits = new AtomicReferenceArray<>(2 * OUTCOMES);
    private volatile @Nullable Counter retries;

    NamedMeters(MeterRegistry registry, String database, String name, boolean percentileHistogram) {
        this.registry = registry;
        this.tags = Tags.of("database", database, "block", name);
        this.percentileHistogram = percentileHistogram;
    }

    void ended(BlockOutcome outcome, TransactionEvent event) {
        boolean isNested = event.depth() > 0;
        if (!isNested) {
            timer(waits, "aatomic.block.wait", "Waiting for a connection", outcome, false)
                    .record(event.waitNanos(), TimeUnit.NANOSECONDS);
        }
        if (outcome != BlockOutcome.NOT_BEGUN) {
            timer(holds, "aatomic.block.hold", "Holding a connection; of a nested block, being open", outcome, isNested)
                    .record(event.holdNanos(), TimeUnit.NANOSECONDS);
        }
        if (event.commitNanos() > 0L) {
            timer(commits, "aatomic.block.commit", "Waiting for the answer to COMMIT", outcome, false)
                    .record(event.commitNanos(), TimeUnit.NANOSECONDS);
        }
    }

    void retried() {
        Counter known = retries;
        if (known == null) {
            known = Counter.builder("aatomic.block.retries")
                    .description("Attempts that were followed by another")
                    .tags(tags)
                    .register(registry);
            retries = known;
        }
        known.increment();
    }

    private Timer timer(
            AtomicReferenceArray<@Nullable Timer> timers,
            String meter,
            String description,
            BlockOutcome outcome,
            boolean isNested) {
        int index = outcome.ordinal() + (isNested ? OUTCOMES : 0);
        Timer known = timers.get(index);
        if (known == null) {
            known = Timer.builder(meter)
                    .description(description)
                    .tags(tags)
                    .tags("nested", Boolean.toString(isNested), "outcome", outcome.value)
                    .publishPercentileHistogram(percentileHistogram)
                    .register(registry);
            timers.set(index, known);
        }
        return known;
    }
}
