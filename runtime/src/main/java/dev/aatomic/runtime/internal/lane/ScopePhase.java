package dev.aatomic.runtime.internal.lane;

/**
 * Where an opened block stands. {@link LaneScope#become} alone moves it, holding the lane's lock, so whoever holds that lock sees all that
 * others may still do to the block.
 *
 * <pre>
 *           its turn        body done          all accepted work is over     answered        hooks done
 *  WAITING ─────────▶ OPEN ──────────▶ EXITING ────────────────────▶ ENDING ────────▶ HOOKS ─────────▶ ENDED
 *   │  │               │ │                │                           ▲ │ │                             ▲ ▲ ▲
 *   │  │               │ └─nothing to wait for────────────────────────┤ │ └─────answered, no hooks──────┘ │ │
 *   │  │               └─failure, cancel──┴──▶ STOPPING ──────────────┘ │                                 │ │
 *   │  │                                          │                     │                                 │ │
 *   │  └──does not come back from getConnection───┴─does not stop───────┴─no answer──▶ ABANDONED ──lets go─┘ │
 *   └──cancelled, refused, no connection─────────────────────────────────────────────────────────────────────┘
 *
 *             takes work     its failure        connection   counted   caller
 *  WAITING    no             cancelled          none         no        waits
 *  OPEN       all            –                  held         no        waits
 *  EXITING    work's own     may still come     held         no        waits
 *  STOPPING   no             is known           held         no        waits
 *  ENDING     no             is known           held         no        waits
 *  HOOKS      no             is known           given back   yes       waits
 *  ABANDONED  no             is known           thrown away  yes       is told without the driver
 *  ENDED      no             is known           given back   yes       is told
 * </pre>
 *
 * <p>In ENDING, the caller of a block that could only read may be told before COMMIT is answered.
 *
 * <p>OPEN and EXITING too may become ABANDONED, where something is thrown that only the lane catches.
 */
public enum ScopePhase {
    /** Waits for a connection, or in its parent's queue; or is just getting its connection. */
    WAITING,
    /** Accepts work. */
    OPEN,
    /** The body is done: refuses work; what was accepted before still runs, and may have work of its own. */
    EXITING,
    /** A failure rolls it back: what was accepted is dropped, or cancelled where it runs, and not waited for. */
    STOPPING,
    /** COMMIT, or what else ends it, is on its way; nothing can stop it. */
    ENDING,
    /** It has ended and given its connection back; its hooks run. */
    HOOKS,
    /** The driver did not come back: the caller is told without it, and the thread that is stuck in it finds the block over. */
    ABANDONED,
    /** Over. */
    ENDED;

    /** Whether the step from here is one that the drawing has. */
    public boolean canBecome(ScopePhase next) {
        return switch (this) {
            case WAITING -> next == OPEN || next == ABANDONED || next == ENDED;
            case OPEN -> next == EXITING || next == STOPPING || next == ENDING || next == ABANDONED;
            case EXITING -> next == STOPPING || next == ENDING || next == ABANDONED;
            case STOPPING -> next == ENDING || next == ABANDONED;
            case ENDING -> next == HOOKS || next == ABANDONED || next == ENDED;
            case HOOKS, ABANDONED -> next == ENDED;
            case ENDED -> false;
        };
    }

    // ---- what others ask of a phase: each names all phases, so that the compiler asks it of a new one

    /** Whether the block has nothing more to do on its lane. */
    public boolean isOver() {
        return switch (this) {
            case HOOKS, ENDED -> true;
            case WAITING, OPEN, EXITING, STOPPING, ENDING, ABANDONED -> false;
        };
    }

    /** Whether what is left to do on the lane is the end. */
    public boolean isEndNext() {
        return switch (this) {
            case EXITING, STOPPING, ABANDONED -> true;
            case WAITING, OPEN, ENDING, HOOKS, ENDED -> false;
        };
    }

    /** Whether a failure has cut it short, so that no statement may start. */
    public boolean isCutShort() {
        return switch (this) {
            case STOPPING, ABANDONED -> true;
            case WAITING, OPEN, EXITING, ENDING, HOOKS, ENDED -> false;
        };
    }

    /** Whether a cancel, or the deadline, can still stop the block. */
    public boolean canBeCutShort() {
        return switch (this) {
            case WAITING, OPEN, EXITING -> true;
            case STOPPING, ENDING, HOOKS, ABANDONED, ENDED -> false;
        };
    }

    /** Whether what was accepted may still have its turn, and would be lost if the block were given up here. */
    public boolean holdsAcceptedWork() {
        return switch (this) {
            case OPEN, EXITING -> true;
            case WAITING, STOPPING, ENDING, HOOKS, ABANDONED, ENDED -> false;
        };
    }

    /** Whether the body is done and the end is not decided: what was left open may be closed now. */
    public boolean isBeforeDecision() {
        return switch (this) {
            case EXITING, STOPPING -> true;
            case WAITING, OPEN, ENDING, HOOKS, ABANDONED, ENDED -> false;
        };
    }

    /** Whether the end is decided and on its way: only the driver's answer is missing. */
    public boolean isEnding() {
        return switch (this) {
            case ENDING -> true;
            case WAITING, OPEN, EXITING, STOPPING, HOOKS, ABANDONED, ENDED -> false;
        };
    }

    /** Whether what became of the block is counted, and told to its observation. */
    public boolean isCounted() {
        return switch (this) {
            case HOOKS, ABANDONED, ENDED -> true;
            case WAITING, OPEN, EXITING, STOPPING, ENDING -> false;
        };
    }
}
