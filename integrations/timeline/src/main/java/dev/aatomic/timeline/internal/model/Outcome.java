package dev.aatomic.timeline.internal.model;

import java.util.Locale;

/** What became of a block. */
public enum Outcome {
    COMMITTED,
    ROLLED_BACK,
    UNKNOWN,

    /** Its end is not in the recording. */
    OPEN;

    /** The outcome of an event, which a recording may write as a word or as a constant. */
    public static Outcome of(String recorded) {
        return switch (recorded.trim().toUpperCase(Locale.ROOT).replace(' ', '_')) {
            case "COMMITTED" -> COMMITTED;
            case "ROLLED_BACK" -> ROLLED_BACK;
            default -> UNKNOWN;
        };
    }
}
