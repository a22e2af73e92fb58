package dev.aatomic.runtime.internal;

/** What the watchdog has seen of a lane. Touched by the watchdog only. */
final class LaneSighting {

    /** When it last saw progress, and which. */
    int progress;

    long at;

    /** Whether it was reported to hang. */
    boolean reported;

    /** When it was first seen to hold a connection, or a right to one, and whether that was reported to take long. */
    long heldSince;

    boolean holdReported;

    /** When it was first seen to have got its connection from the pool, and whether it was told not to get it. */
    long connectedSince;

    boolean connectingReported;

    /** Whether it was told to be quiet. */
    boolean quietReported;
}
