package dev.aatomic.timeline.internal.model;

import dev.aatomic.timeline.internal.recording.Event;
import java.util.List;

/**
 * An outermost block. Times are in nanoseconds since the start of the recording.
 *
 * @param process which process it ran in
 * @param id its id there, {@link Event#NO_ID} where none was recorded
 * @param connection the number of its connection, {@link Event#NOT_OF_POOL} or {@link Event#NOT_RECORDED}
 * @param opened when it was opened; where the recording does not say, when it is first heard of
 * @param opensInRecording whether its opening is recorded
 * @param connected when it got its connection
 * @param returned when it gave it back; the same where it got none
 * @param waitOutcome how its wait for a connection ended, empty where that is not recorded
 * @param parts what its time was spent on, in order
 */
public record Block(
        int process,
        long id,
        String database,
        String name,
        Outcome outcome,
        int attempt,
        int connection,
        long opened,
        boolean opensInRecording,
        long connected,
        long returned,
        String waitOutcome,
        List<Part> parts,
        List<Detail.Step> steps,
        List<Detail.Nested> nested,
        List<Detail.Hook> hooks) {

    public Block {
        parts = List.copyOf(parts);
        steps = List.copyOf(steps);
        nested = List.copyOf(nested);
        hooks = List.copyOf(hooks);
    }

    /** Whether it got a connection. */
    public boolean held() {
        return returned > connected;
    }

    /** How long it spent on a kind of thing. */
    public long total(PartKind kind) {
        long nanos = 0;
        for (Part part : parts) {
            if (part.kind() == kind) {
                nanos += part.nanos();
            }
        }
        return nanos;
    }

    /** When its last part ended. */
    public long end() {
        long end = Math.max(opened, returned);
        for (Part part : parts) {
            end = Math.max(end, part.end());
        }
        return end;
    }
}
