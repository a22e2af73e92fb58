package dev.aatomic.runtime.support.wire;

import java.util.Set;

/** A place in the block of {@link WireProgram}. */
public enum Point {
    BEGIN(Moment.BEGIN, 1),

    /** Of a block that says one: BEGIN travels with it. */
    ISOLATION(Moment.SET_TRANSACTION, 1),
    FIRST_STATEMENT(Moment.INSERT, 1),
    SAVEPOINT(Moment.SAVEPOINT, 1),
    LATER_STATEMENT(Moment.INSERT, 2),
    RELEASE(Moment.RELEASE, 1),
    STATEMENT_OF_A_FAILING_BLOCK(Moment.INSERT, 3),
    ROLLBACK_TO(Moment.ROLLBACK_TO, 1),
    LAST_STATEMENT(Moment.INSERT, 4),
    COMMIT(Moment.COMMIT, 1),
    ROLLBACK(Moment.ROLLBACK, 1),
    CANCEL(Moment.CANCEL, 1);

    /** Those that a block that only reads comes by. */
    private static final Set<Point> READING = Set.of(BEGIN, COMMIT, ROLLBACK, CANCEL);

    private final Moment moment;
    private final int number;

    Point(Moment moment, int number) {
        this.moment = moment;
        this.number = number;
    }

    public OneAmbush ambush(Way way, Phase phase, Injury injury) {
        return new OneAmbush(moment, number, way, phase, injury);
    }

    /** Whether a block of a form comes by here. */
    boolean isOn(Form form) {
        return switch (this) {
            case ISOLATION -> form == Form.SERIALIZABLE;
            default -> form != Form.READ_ONLY || READING.contains(this);
        };
    }

    /** Whether BEGIN, which travels with the first statement, may be lost with it. */
    public boolean carriesBegin() {
        return this == BEGIN || this == FIRST_STATEMENT;
    }
}
