package dev.aatomic.runtime.internal.lane;

/** What the watchdog has seen of a lane. Touched by the watchdog only. */
public final class LaneSighting {

    /** When it last saw progress, and which. */
    public int progress;

    public long at;

    /** Whether it was reported to hang. */
    public boolean reported;

    /** When it was first seen to hold a connection, or a right to one, and whether that was reported to take long. */
    public long heldSince;

    public boolean holdReported;

    /** When it was first seen to have got its connection from the pool, and whether it was reported not to get it. */
    public long connectedSince;

    public boolean connectingReported;

    /** Whether it was reported to be quiet. */
    public boolean quietReported;
}
