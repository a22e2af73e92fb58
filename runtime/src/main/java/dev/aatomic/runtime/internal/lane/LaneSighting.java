package dev.aatomic.runtime.internal.lane;

/** What was seen of a lane from outside. Touched by the watchdog only, except where it says so. */
public final class LaneSighting {

    /** The number of the outermost block among all that are told of; 0 until somebody asks for it. Read by anybody. */
    volatile long id;

    /** When it last saw progress, and which. */
    public int progress;

    public long at;

    /** Whether it waits for its turn on a thread of ours, since nobody has started it. */
    public boolean takesTurn;

    /** Whether it was reported to hang. */
    public boolean reported;

    /** When it was first seen to hold a connection, or a right to one. Read by whoever looks at the open blocks, too. */
    public volatile long heldSince;

    /** Whether that was reported to take long. */
    public boolean holdReported;

    /** When it was first seen to have got its connection from the pool, and whether it was reported not to get it. */
    public long connectedSince;

    public boolean connectingReported;

    /** Whether it was reported to be quiet. */
    public boolean quietReported;
}
