package dev.aatomic.conformance.model;

/**
 * Which rules hold, where Django and this library differ.
 *
 * @param brokenBlockFails D1: a block that rolls back because of a failure, though its body ended normally, fails
 * @param refusedCommitFails D2: a COMMIT that the server answers with ROLLBACK fails, and no hook runs
 * @param savepointRollbackDropsHooks D4: the rollback of a manual savepoint drops the hooks registered since
 * @param askedRollbackStops a statement is refused once a rollback was asked for; else it is run, and undone with its block
 * @param everyFailureMarks G5: every failed statement marks its block; in Django only those that write
 * @param savepointAtEnter a nested block sends its savepoint when it is entered; here it does so with its first statement (G13)
 * @param goneSavepointAborts the server is asked for a manual savepoint that is gone, and fails; here nothing is sent
 * @param hooksInRounds a test runs the hooks of a block after it, then those that these have registered, and so on; else what a
 *     hook registers runs at the end of its block, or at once
 * @param errorAborts the server refuses every statement after a failed one, until a rollback: PostgreSQL does, H2 does not
 */
public record Rules(
        boolean brokenBlockFails,
        boolean refusedCommitFails,
        boolean savepointRollbackDropsHooks,
        boolean askedRollbackStops,
        boolean everyFailureMarks,
        boolean savepointAtEnter,
        boolean goneSavepointAborts,
        boolean hooksInRounds,
        boolean errorAborts) {

    /** Django itself on PostgreSQL, which recorded the outcomes. */
    public static final Rules DJANGO = new Rules(false, false, false, true, false, true, true, false, true);

    /** This library with {@code silentRollback(true)} on PostgreSQL. */
    public static final Rules SILENT_ROLLBACK = new Rules(false, true, true, true, true, false, false, false, true);

    /** This library as it comes, on PostgreSQL. */
    public static final Rules UNEXPECTED_ROLLBACK = new Rules(true, true, true, false, true, false, false, false, true);

    /**
     * The same rules on a server that goes on after a failed statement.
     *
     * @return the rules
     */
    public Rules withoutAbortOnError() {
        return new Rules(
                brokenBlockFails,
                refusedCommitFails,
                savepointRollbackDropsHooks,
                askedRollbackStops,
                everyFailureMarks,
                savepointAtEnter,
                goneSavepointAborts,
                hooksInRounds,
                false);
    }

    /**
     * The same rules in a test that runs the hooks of each outermost block.
     *
     * @return the rules
     */
    public Rules inTest() {
        return new Rules(
                brokenBlockFails,
                refusedCommitFails,
                savepointRollbackDropsHooks,
                askedRollbackStops,
                everyFailureMarks,
                savepointAtEnter,
                goneSavepointAborts,
                true,
                errorAborts);
    }
}
