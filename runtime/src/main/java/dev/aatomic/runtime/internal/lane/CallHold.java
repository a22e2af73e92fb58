package dev.aatomic.runtime.internal.lane;

/** How a driver call keeps its lane to the thread that makes it. */
public enum CallHold {
    /** By the step that it is made in. */
    STEP,
    /** By the count of the owner's calls, without the lane's lock. */
    OWNER,
    /** By a pin. */
    PIN,
    /** Not at all: it must be queued instead. */
    NONE
}
