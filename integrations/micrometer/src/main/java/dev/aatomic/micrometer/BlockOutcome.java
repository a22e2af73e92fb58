package dev.aatomic.micrometer;

import dev.aatomic.runtime.Outcome;

/** What became of a block, as the value of a tag. */
enum BlockOutcome {
    COMMITTED("committed"),
    ROLLED_BACK("rolled_back"),
    UNKNOWN("unknown"),
    /** Its body did not run. */
    NOT_BEGUN("not_begun");

    final String value;

    BlockOutcome(String value) {
        this.value = value;
    }

    static BlockOutcome of(Outcome outcome) {
        return switch (outcome) {
            case COMMITTED -> COMMITTED;
            case ROLLED_BACK -> ROLLED_BACK;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
