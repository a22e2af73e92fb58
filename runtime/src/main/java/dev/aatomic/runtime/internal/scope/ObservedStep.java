package dev.aatomic.runtime.internal.scope;

import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.observe.BlockFlight;
import dev.aatomic.runtime.internal.observe.Observation;
import dev.aatomic.runtime.internal.observe.StepOperation;
import dev.aatomic.runtime.spi.BlockObservation;
import org.jspecify.annotations.Nullable;

/**
 * What observers and flight recordings are told of a step of their block that runs.
 *
 * @param recorded the recording's beginning of the step; null if it is not recorded
 * @param entered what was made current around the step; null if nothing was, or if the block's code is around it anyway
 */
record ObservedStep(Observation observation, @Nullable Object recorded, BlockObservation.@Nullable Current entered) {

    /** A step of the block begins on this thread, where something else was current. */
    static ObservedStep begin(BlockScope scope, Observation observation, @Nullable Context previous) {
        BlockFlight flight = observation.flight;
        return new ObservedStep(
                observation,
                flight == null ? null : flight.beginStep(),
                previous == scope ? null : observation.enter());
    }

    /** It has ended, on the same thread. */
    void end(boolean failed) {
        if (entered != null) {
            observation.leave(entered);
        }
        if (observation.flight != null) {
            observation.flight.endStep(recorded, StepOperation.STEP, failed, null);
        }
    }
}
