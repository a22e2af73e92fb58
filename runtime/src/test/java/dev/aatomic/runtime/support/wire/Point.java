package dev.aatomic.runtime.support.wire;

/** A place in the block of {@link WireProgram}. */
public enum Point {
    BEGIN(Moment.BEGIN, 1),
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

    private final Moment moment;
    private final int number;

    Point(Moment moment, int number) {
        this.moment = moment;
        this.number = number;
    }

    public OneAmbush ambush(Way way, Injury injury) {
        return new OneAmbush(moment, number, way, injury);
    }

    /** Whether the block is at its end, which {@code commitTimeout} bounds. */
    public boolean isEnd() {
        return this == COMMIT || this == ROLLBACK;
    }

    /** Whether BEGIN, which travels with the first statement, may be lost with it. */
    public boolean carriesBegin() {
        return this == BEGIN || this == FIRST_STATEMENT;
    }
}
