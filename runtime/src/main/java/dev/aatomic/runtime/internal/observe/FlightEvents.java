package dev.aatomic.runtime.internal.observe;

/** Whether a flight recording wants to know of blocks. Not to be touched where the recorder's module is not there. */
final class FlightEvents {

    private FlightEvents() {}

    /** Whether some recording wants any event of a block that is opened now. Makes no object. */
    static boolean isWanted() {
        return FlightTransaction.PROBE.isEnabled()
                || FlightStep.PROBE.isEnabled()
                || FlightConnectionWait.PROBE.isEnabled()
                || FlightBody.PROBE.isEnabled()
                || FlightNestedBlock.PROBE.isEnabled()
                || FlightHook.PROBE.isEnabled();
    }
}
