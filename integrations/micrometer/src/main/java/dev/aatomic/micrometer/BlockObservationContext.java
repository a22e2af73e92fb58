package dev.aatomic.micrometer;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.OpenedBlock;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** What handlers and conventions learn of a block. */
public final class BlockObservationContext extends Observation.Context {

    private final OpenedBlock block;
    private volatile @Nullable Outcome outcome;

    BlockObservationContext(OpenedBlock block) {
        this.block = block;
    }

    /**
     * The block.
     *
     * @return as it was opened
     */
    public OpenedBlock block() {
        return block;
    }

    /**
     * What became of the block.
     *
     * @return null until it is over
     */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    void setOutcome(Outcome became) {
        outcome = became;
    }
}
