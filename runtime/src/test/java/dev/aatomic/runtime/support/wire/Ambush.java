package dev.aatomic.runtime.support.wire;

/** Decides what is hurt. Called by several threads. */
public interface Ambush {

    /** Nothing is hurt. */
    Ambush NOTHING = (moment, way, phase) -> null;

    /**
     * Something is about to go through, is in the middle of that, or has just done so.
     *
     * @param moment what it is about
     * @param way where it goes
     * @param phase how much of it has gone through
     * @return what happens to what follows; null to let it go through
     */
    Injury strike(Moment moment, Way way, Phase phase);
}
