package dev.aatomic.runtime.support.wire;

import dev.aatomic.runtime.Outcome;
import java.util.Set;

/** One injury at one place of a block of one form, and what may become of it. */
public record WireCell(Point point, Way way, Phase phase, Injury injury, Form form, Impatience impatience) {

    /** Whether there is such a place. */
    boolean exists() {
        boolean byFuture = impatience == Impatience.CANCEL || impatience == Impatience.OR_TIMEOUT;
        if (!point.isOn(form) || (byFuture && !form.isCancellable())) {
            return false;
        }
        if (phase == Phase.WITHIN && point == Point.CANCEL) {
            // A single message, and the end of a connection.
            return false;
        }
        // No readiness follows the answer to BEGIN.
        return phase != Phase.WITHIN || point != Point.BEGIN || way != Way.ANSWER;
    }

    OneAmbush ambush() {
        return point.ambush(way, phase, injury);
    }

    /** The outcomes that the block may tell. */
    public Set<Outcome> allowed() {
        if (point == Point.CANCEL || point == Point.ROLLBACK) {
            return Set.of(Outcome.ROLLED_BACK);
        }
        if (injury.isHarmless()) {
            return impatience == Impatience.NONE
                    ? Set.of(Outcome.COMMITTED)
                    : Set.of(Outcome.COMMITTED, Outcome.ROLLED_BACK);
        }
        if (isToldFirst()) {
            return Set.of(Outcome.COMMITTED);
        }
        if (point == Point.COMMIT) {
            return Set.of(isAnswered() ? Outcome.COMMITTED : Outcome.UNKNOWN);
        }
        if (hurtsCommit() || (point == Point.BEGIN && losesBegin() && phase != Phase.AFTER)) {
            return Set.of(Outcome.UNKNOWN);
        }
        return losesBegin() && mayLoseTheAnswerToBegin()
                ? Set.of(Outcome.ROLLED_BACK, Outcome.UNKNOWN)
                : Set.of(Outcome.ROLLED_BACK);
    }

    /** Whether the caller is told before COMMIT is sent, which is what is hurt. */
    boolean isToldFirst() {
        return form == Form.READ_ONLY && (point == Point.COMMIT || hurtsCommit());
    }

    /** Whether a statement of the block's own may stand alone, because BEGIN, with which it travels, was lost. */
    private boolean losesBegin() {
        return point.carriesBegin() && form != Form.SERIALIZABLE;
    }

    /** Whether the client hears the whole answer all the same: what is hurt comes after it. */
    private boolean isAnswered() {
        return phase == Phase.AFTER
                && (way == Way.ANSWER || injury == Injury.HALF_CLOSE || injury == Injury.SWALLOW_ONE_WAY);
    }

    /** Whether it is COMMIT that does not get through, or its answer. */
    private boolean hurtsCommit() {
        return point == Point.COMMIT ? !isAnswered() : point == Point.LAST_STATEMENT && isAnswered();
    }

    /** Whether it is at its end that the block is hurt, which {@code commitTimeout} bounds. */
    boolean isAtEnd() {
        return point == Point.ROLLBACK || point == Point.COMMIT || hurtsCommit();
    }

    /** Whether the connection came back to its pool unhurt, as far as the client could know. */
    boolean isGivenBackHurt() {
        return (point == Point.COMMIT || point == Point.ROLLBACK) && isAnswered() && !injury.isHarmless();
    }

    /** BEGIN travels ahead of the first statement: its answer is on its way when that is hurt. */
    private boolean mayLoseTheAnswerToBegin() {
        return injury == Injury.CUT || (way == Way.REQUEST && (injury == Injury.SWALLOW || injury == Injury.DARK));
    }

    @Override
    public String toString() {
        return injury + " " + phase + " " + way + " of " + point + ", " + form + ", " + impatience;
    }
}
