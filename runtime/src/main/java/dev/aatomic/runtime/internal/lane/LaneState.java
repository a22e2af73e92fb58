package dev.aatomic.runtime.internal.lane;

/**
 * What a {@link Lane} stands at; {@link Lane#become} alone moves it.
 *
 * <pre>
 *            ready work            a thread starts it
 *   IDLE ───────────────▶ SCHEDULED ───────────────▶ OWNED by a thread ──▶ CLOSED
 *     ▲                       ▲                        │    │
 *     │                       └──taken over by watchdog┘    │
 *     └────────────────nothing ready────────────────────────┘
 * </pre>
 *
 * <p>Beside these: a waiting thread that helps takes an idle lane at once; what was scheduled is idle again if the executor refused the only
 * task; an owner may hand the lane to another thread; and an outermost block that is cut short closes its lane wherever it stands.
 */
enum LaneState {
    /** Nothing is ready. */
    IDLE,
    /** Something is ready, and a thread will come for it. */
    SCHEDULED,
    /** A thread has it, and may be in the user's code. */
    OWNED,
    /** The outermost block has ended. */
    CLOSED;

    boolean canBecome(LaneState next) {
        return switch (this) {
            case IDLE -> next != IDLE;
            case SCHEDULED -> next != SCHEDULED;
            case OWNED -> true;
            case CLOSED -> next == CLOSED;
        };
    }
}
