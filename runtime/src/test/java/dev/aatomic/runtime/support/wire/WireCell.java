package dev.aatomic.runtime.support.wire;

import dev.aatomic.runtime.Outcome;
import java.util.Set;

/** One injury at one place of a block of one form, and what may become of it. */
public record WireCell(Point point, Way way, Injury injury, Form form, Impatience impatience) {

    /** The outcomes that the block may tell. */
    public Set<Outcome> allowed() {
        if (injury.isHarmless() || point == Point.CANCEL) {
            return Set.of(point == Point.ROLLBACK || point == Point.CANCEL ? Outcome.ROLLED_BACK : Outcome.COMMITTED);
        }
        if (point == Point.COMMIT || point == Point.BEGIN) {
            return Set.of(Outcome.UNKNOWN);
        }
        return point == Point.FIRST_STATEMENT && mayLoseTheAnswerToBegin()
                ? Set.of(Outcome.ROLLED_BACK, Outcome.UNKNOWN)
                : Set.of(Outcome.ROLLED_BACK);
    }

    /** BEGIN travels ahead of the first statement: its answer is on its way when that is hurt. */
    private boolean mayLoseTheAnswerToBegin() {
        return injury == Injury.CUT || (way == Way.REQUEST && (injury == Injury.SWALLOW || injury == Injury.DARK));
    }

    @Override
    public String toString() {
        return injury + " at " + way + " of " + point + ", " + form + ", " + impatience;
    }
}
