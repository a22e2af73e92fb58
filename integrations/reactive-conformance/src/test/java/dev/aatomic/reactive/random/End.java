package dev.aatomic.reactive.random;

/**
 * How a part ends.
 *
 * @param what how
 * @param failure with what, {@link #SOME} if chance decides that; empty if it does not fail
 * @param cause what that came of: the failure itself, or what broke the block that refused something, or rolled back, because of it
 * @param isLoose whether chance decides how far it got before
 */
record End(What what, String failure, String cause, boolean isLoose) {

    /** How a part ends. */
    enum What {
        COMPLETES,
        FAILS,
        /** Cancelled by what reads it. */
        IS_CANCELLED,
        /** As the whole program: its subscriber has cancelled. */
        STOPS
    }

    static final End COMPLETED = new End(What.COMPLETES, "", "", false);
    static final End CANCELLED = new End(What.IS_CANCELLED, "", "", false);
    static final End STOPPED = new End(What.STOPS, "", "", false);

    static final String STATEMENT = "statement";
    static final String REFUSED = "refused";
    static final String UNEXPECTED_ROLLBACK = "unexpected rollback";
    static final String AFTER_COMMIT = "after commit";
    static final String OVERDUE = "overdue";
    static final String TIMED_OUT = "timed out";

    /** One that a part of the program can fail with. */
    static final String SOME = "some failure";

    static End failed(String failure) {
        return new End(What.FAILS, failure, failure, false);
    }

    /** Fails because a block was broken by this. */
    End causes(String other) {
        return new End(What.FAILS, other, cause, false);
    }

    boolean isCompleted() {
        return what == What.COMPLETES;
    }

    boolean isFailed() {
        return what == What.FAILS;
    }

    /** Whether it fails as programs do. */
    boolean isBoom() {
        return isFailed() && Boom.isLabel(failure);
    }

    /** Whether chance decides with what it fails. */
    boolean isSomeFailure() {
        return isFailed() && failure.equals(SOME);
    }

    /** Whether it fails because something failed as programs do. */
    boolean isOfBoom() {
        return isFailed() && Boom.isLabel(cause);
    }

    boolean isOfSomeFailure() {
        return isFailed() && cause.equals(SOME);
    }

    boolean isCancelled() {
        return what == What.IS_CANCELLED;
    }

    End loose(boolean loose) {
        return new End(what, failure, cause, loose);
    }

    @Override
    public String toString() {
        return isFailed() ? "fails with " + failure : what.name();
    }
}
