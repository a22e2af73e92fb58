package dev.aatomic.runtime.support.wire;

/** Decides what is hurt. Called by several threads. */
public interface Ambush {

    /** Nothing is hurt. */
    Ambush NOTHING = (moment, way) -> null;

    /**
     * Something is about to go through.
     *
     * @param moment what it is about
     * @param way where it goes
     * @return what happens instead; null to let it go through
     */
    Injury strike(Moment moment, Way way);
}
