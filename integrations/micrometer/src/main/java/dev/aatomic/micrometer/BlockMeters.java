package dev.aatomic.micrometer;

import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Meters of each block by its name: how long it waited for its connection, held it and committed, what became of it, and how often it was
 * retried. Given to {@code Transactions.builder().listener(…)}.
 *
 * <table class="plain">
 * <caption>The meters</caption>
 * <thead>
 * <tr><th scope="col">meter</th><th scope="col">of</th><th scope="col">what</th></tr>
 * </thead>
 * <tbody>
 * <tr><td>{@code aatomic.block.wait}</td><td>outermost blocks</td><td>timer: from the opening, or the first statement of a block that takes
 * its connection with that, to the connection, or to the end without one</td></tr>
 * <tr><td>{@code aatomic.block.hold}</td><td>all blocks that began</td><td>timer: with the connection, 0 for one that took none; of a nested
 * block, how long it was open</td></tr>
 * <tr><td>{@code aatomic.block.commit}</td><td>outermost blocks</td><td>timer: of COMMIT</td></tr>
 * <tr><td>{@code aatomic.block.retries}</td><td>outermost blocks</td><td>counter: attempts that were followed by another</td></tr>
 * </tbody>
 * </table>
 *
 * <p>All have the tags {@code database} and {@code block}, which is the name; the timers also {@code nested}, true or false, and {@code
 * outcome}: {@code committed}, {@code rolled_back}, {@code unknown} or, for a block whose body did not run, {@code not_begun}.
 *
 * <p>Each name is a time series of its own, and names that are put together from data would be without number. So each database has as many
 * names as {@link Builder#maxNames} says; what comes after that is counted as {@code other}.
 *
 * <p>Safe for use by many threads, and by several {@code Transactions} whose databases have other names.
 */
public final class BlockMeters implements TransactionListener {

    /** The name under which all blocks are counted that have none of their own. */
    public static final String OTHER = "other";

    private static final int MOST_NAMES = 100;

    private final MeterRegistry registry;
    private final int maxNames;
    private final boolean percentileHistogram;
    private final ConcurrentHashMap<String, ConcurrentHashMap<String, NamedMeters>> databases =
            new ConcurrentHashMap<>();

    private BlockMeters(Builder builder) {
        this.registry = builder.registry;
        this.maxNames = builder.maxNames;
        this.percentileHistogram = builder.percentileHistogram;
    }

    /**
     * Meters without histograms, for at most 100 names a database.
     *
     * @param registry gets the meters
     * @return the listener
     */
    public static BlockMeters of(MeterRegistry registry) {
        return builder(registry).build();
    }

    /**
     * Meters with other settings.
     *
     * @param registry gets the meters
     * @return a builder with the settings of {@link #of}
     */
    public static Builder builder(MeterRegistry registry) {
        return new Builder(registry);
    }

    @Override
    public void committed(TransactionEvent event) {
        of(event).ended(BlockOutcome.COMMITTED, event);
    }

    @Override
    public void rolledBack(TransactionEvent event) {
        of(event).ended(event.begun() ? BlockOutcome.ROLLED_BACK : BlockOutcome.NOT_BEGUN, event);
    }

    @Override
    public void unknown(TransactionEvent event) {
        of(event).ended(BlockOutcome.UNKNOWN, event);
    }

    @Override
    public void retried(TransactionEvent event) {
        of(event).retried();
    }

    /** Looked up without a tag or an identity of a meter, which would cost more than the block's other bookkeeping. */
    private NamedMeters of(TransactionEvent event) {
        ConcurrentHashMap<String, NamedMeters> names = databases.get(event.database());
        if (names == null) {
            names = databases.computeIfAbsent(event.database(), database -> new ConcurrentHashMap<>());
        }
        NamedMeters known = names.get(event.name());
        return known == null ? add(names, event) : known;
    }

    /** Under a lock, so that there are never more; once that is so, names without meters do not come here for long. */
    private NamedMeters add(ConcurrentHashMap<String, NamedMeters> names, TransactionEvent event) {
        NamedMeters others = names.get(OTHER);
        if (others != null && names.size() > maxNames) {
            return others;
        }
        synchronized (names) {
            names.computeIfAbsent(
                    OTHER, other -> new NamedMeters(registry, event.database(), other, percentileHistogram));
            boolean isFull = names.size() > maxNames;
            return names.computeIfAbsent(
                    isFull ? OTHER : event.name(),
                    name -> new NamedMeters(registry, event.database(), name, percentileHistogram));
        }
    }

    /** Settings of the meters. Not safe for use by many threads. */
    public static final class Builder {

        private final MeterRegistry registry;
        private int maxNames = MOST_NAMES;
        private boolean percentileHistogram;

        private Builder(MeterRegistry registry) {
            this.registry = Objects.requireNonNull(registry, "registry");
        }

        /**
         * Sets how many names of blocks have meters of their own. Replaces what was set before.
         *
         * @param maxNames for each database; 100 by default
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder maxNames(int maxNames) {
            if (maxNames < 0) {
                throw new IllegalArgumentException(
                        "maxNames: found " + maxNames + "; expected 0, for no name of its own, or more");
            }
            this.maxNames = maxNames;
            return this;
        }

        /**
         * Sets whether the timers have a histogram from which percentiles can be calculated: some 70 time series more for each. Replaces
         * what was set before.
         *
         * @param percentileHistogram false by default
         * @return this
         */
        public Builder percentileHistogram(boolean percentileHistogram) {
            this.percentileHistogram = percentileHistogram;
            return this;
        }

        /**
         * Builds the listener. Its meters are registered with the first block of each name.
         *
         * @return the listener
         */
        public BlockMeters build() {
            return new BlockMeters(this);
        }
    }
}
