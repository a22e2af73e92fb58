package dev.aatomic.runtime.internal.observe;

import jdk.jfr.FlightRecorder;

/** Whether a flight recording wants to know of blocks. Not to be touched where the recorder's module is not there. */
final class FlightEvents {

    private FlightEvents() {}

    /**
     * Whether some recording wants any event of a block that is opened now. Makes no object.
     *
     * <p>Where nobody has ever recorded anything, no event is touched: to make them known to the recorder would take most of the time of the
     * first block.
     */
    static boolean isWanted() {
        return FlightRecorder.isInitialized()
                && (FlightTransaction.PROBE.isEnabled()
                        || FlightStep.PROBE.isEnabled()
                        || FlightConnectionWait.PROBE.isEnabled()
                        || FlightBody.PROBE.isEnabled()
                        || FlightNestedBlock.PROBE.isEnabled()
                        || FlightHook.PROBE.isEnabled());
    }
}
