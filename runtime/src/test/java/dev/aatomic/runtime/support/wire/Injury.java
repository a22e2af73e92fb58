package dev.aatomic.runtime.support.wire;

import java.util.List;
import java.util.stream.Stream;

/** What can happen to a connection right before a piece of its conversation goes through. */
public enum Injury {
    /** The connection is reset, to both sides. */
    CUT,

    /** The side that was to hear it hears the end of the conversation instead. */
    HALF_CLOSE,

    /** It takes a while. */
    DELAY,

    /** From now on each byte travels alone. */
    SPLIT,

    /** Nothing goes through on this connection any more, its end included, until the network is healed. */
    SWALLOW,

    /** As {@link #SWALLOW}, in this direction only. */
    SWALLOW_ONE_WAY,

    /** Nothing goes through on any connection, old or new, until the network is healed. */
    DARK;

    /** Those of which a side learns. */
    public static final List<Injury> HEARD =
            Stream.of(values()).filter(injury -> !injury.isSilent()).toList();

    /** Those of which nobody learns. */
    public static final List<Injury> SILENT =
            Stream.of(values()).filter(Injury::isSilent).toList();

    /** Whether what was said arrives all the same. */
    public boolean isHarmless() {
        return this == DELAY || this == SPLIT;
    }

    /** Whether nobody learns of it. */
    public boolean isSilent() {
        return this == SWALLOW || this == SWALLOW_ONE_WAY || this == DARK;
    }
}
