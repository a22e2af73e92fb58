package dev.aatomic.benchmarks.runtime.scope;

import dev.aatomic.micrometer.BlockMeters;
import dev.aatomic.micrometer.MicrometerBlockObserver;
import dev.aatomic.runtime.Transactions;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

/** Who watches blocks. */
public enum Watching {
    /** Nobody. */
    NOTHING {
        @Override
        Transactions.Builder add(Transactions.Builder builder) {
            return builder;
        }
    },
    /** The times of each database. */
    TIMES {
        @Override
        Transactions.Builder add(Transactions.Builder builder) {
            return builder.recordMetrics(true);
        }
    },
    /** Meters of each name. */
    METERS {
        @Override
        Transactions.Builder add(Transactions.Builder builder) {
            return builder.listener(BlockMeters.of(new SimpleMeterRegistry()));
        }
    },
    /** An observation for each block, from which meters are made. */
    OBSERVATION {
        @Override
        Transactions.Builder add(Transactions.Builder builder) {
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig()
                    .observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
            return builder.observer(new MicrometerBlockObserver(registry));
        }
    };

    abstract Transactions.Builder add(Transactions.Builder builder);
}
