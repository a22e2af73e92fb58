package dev.aatomic.runtime.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.InnerBlockException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.lane.ScopePhase;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** G16: what the caller gets, over how the block ended, what its body threw, and the flags. */
@Tag("G16")
final class EndVerdictTest {

    /** What a body may throw. */
    enum Thrown {
        NOTHING(null),
        USERS(new IllegalStateException("business")),
        COMMITTED(new AfterCommitException("another block committed", new IllegalStateException(), List.of(), 1)),
        ROLLED_BACK(new UnexpectedRollbackException("another block was rolled back", null)),
        UNKNOWN(new CommitOutcomeUnknownException("nobody knows of another block", null));

        private final Throwable failure;

        Thrown(Throwable failure) {
            this.failure = failure;
        }
    }

    private static final Throwable BROKEN_BY = new IllegalArgumentException("broke it");

    private static final TransactionException PROBLEM = new TransactionSystemException("refused", null);

    private static EndVerdict.Facts facts(
            Thrown thrown, boolean isOutermost, boolean commitsOnThrown, boolean isAsked, boolean isSilent) {
        return new EndVerdict.Facts(
                "'block'",
                isOutermost,
                false,
                thrown.failure,
                commitsOnThrown,
                isAsked ? null : BROKEN_BY,
                isAsked,
                isSilent);
    }

    /** Who could only read, and has told what it read. */
    @ParameterizedTest
    @EnumSource(EndVerdict.End.class)
    void whatWasToldStands(EndVerdict.End end) {
        EndVerdict.Facts told = new EndVerdict.Facts("'block'", true, true, null, false, null, false, false);

        assertThat(EndVerdict.of(end, PROBLEM, told)).isSameAs(EndVerdict.VALUE);
    }

    /**
     * How the block ended, what its body threw, whether {@code noRollbackFor} names that, whether the rollback was asked for, whether it
     * is silent; then the outcome, and what the caller gets: "value", "thrown" for the same exception, or the class of one of ours.
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
        COMMITTED,      NOTHING,     false, false, false, COMMITTED,   value
        COMMITTED,      USERS,       true,  false, false, COMMITTED,   thrown
        COMMITTED,      COMMITTED,   true,  false, false, COMMITTED,   thrown
        COMMITTED,      ROLLED_BACK, true,  false, false, COMMITTED,   InnerBlockException
        COMMITTED,      UNKNOWN,     true,  false, false, COMMITTED,   InnerBlockException
        ROLLED_BACK,    NOTHING,     false, false, false, ROLLED_BACK, UnexpectedRollbackException
        ROLLED_BACK,    NOTHING,     false, true,  false, ROLLED_BACK, value
        ROLLED_BACK,    NOTHING,     false, false, true,  ROLLED_BACK, value
        ROLLED_BACK,    USERS,       false, false, false, ROLLED_BACK, thrown
        ROLLED_BACK,    USERS,       false, true,  true,  ROLLED_BACK, thrown
        ROLLED_BACK,    USERS,       true,  false, false, ROLLED_BACK, UnexpectedRollbackException
        ROLLED_BACK,    USERS,       true,  true,  false, ROLLED_BACK, UnexpectedRollbackException
        ROLLED_BACK,    USERS,       true,  false, true,  ROLLED_BACK, UnexpectedRollbackException
        ROLLED_BACK,    COMMITTED,   false, false, false, ROLLED_BACK, InnerBlockException
        ROLLED_BACK,    COMMITTED,   true,  false, false, ROLLED_BACK, UnexpectedRollbackException
        ROLLED_BACK,    ROLLED_BACK, false, false, false, ROLLED_BACK, thrown
        ROLLED_BACK,    UNKNOWN,     false, true,  false, ROLLED_BACK, InnerBlockException
        REFUSED,        NOTHING,     false, false, false, ROLLED_BACK, problem
        REFUSED,        USERS,       true,  false, false, ROLLED_BACK, problem
        UNKNOWN,        NOTHING,     false, false, false, UNKNOWN,     problem
        UNKNOWN,        USERS,       false, false, false, UNKNOWN,     problem
        LEFT_TO_PARENT, NOTHING,     false, false, false, COMMITTED,   value
        LEFT_TO_PARENT, USERS,       false, false, false, ROLLED_BACK, thrown
        LEFT_TO_PARENT, USERS,       true,  false, false, COMMITTED,   thrown
        """)
    void callerGetsWhatIsTrueOfItsBlock(
            EndVerdict.End end,
            Thrown thrown,
            boolean commitsOnThrown,
            boolean isAsked,
            boolean isSilent,
            Outcome outcome,
            String gets) {
        boolean isProblem = gets.equals("problem");
        TransactionException problem = end == EndVerdict.End.UNKNOWN
                ? new CommitOutcomeUnknownException("unknown", null)
                : new TransactionSystemException("refused", null);

        EndVerdict verdict =
                EndVerdict.of(end, isProblem ? problem : null, facts(thrown, true, commitsOnThrown, isAsked, isSilent));

        assertThat(verdict.outcome()).isEqualTo(outcome);
        switch (gets) {
            case "value" -> assertThat(verdict.failure()).isNull();
            case "thrown" -> assertThat(verdict.failure()).isSameAs(thrown.failure);
            case "problem" -> {
                assertThat(verdict.failure()).isSameAs(problem);
                assertThat(verdict.failure().getSuppressed())
                        .isEqualTo(thrown == Thrown.NOTHING ? new Throwable[0] : new Throwable[] {thrown.failure});
            }
            default -> assertThat(verdict.failure().getClass().getSimpleName()).isEqualTo(gets);
        }
        boolean isOwn = !gets.equals("value") && !gets.equals("thrown");
        assertThat(verdict.isOwn()).isEqualTo(isOwn);
        if (verdict.failure() instanceof TransactionException told) {
            assertThat(told.outcome()).isEqualTo(outcome);
        }
        if (verdict.failure() instanceof InnerBlockException) {
            assertThat(verdict.failure())
                    .hasCause(thrown.failure)
                    .hasMessageStartingWith(
                            outcome == Outcome.COMMITTED
                                    ? "Block 'block' committed, since noRollbackFor names what its body failed with,"
                                    : "Block 'block' was rolled back, since its body failed:");
        }
        if (verdict.failure() instanceof UnexpectedRollbackException unexpected && isOwn) {
            assertThat(unexpected.getCause()).isSameAs(isAsked ? null : BROKEN_BY);
            assertThat(unexpected)
                    .hasMessageStartingWith(
                            thrown == Thrown.NOTHING
                                    ? "Block 'block' ended normally but was rolled back, because "
                                    : "Block 'block' failed with an exception that noRollbackFor names but was rolled"
                                            + " back, because ")
                    .hasMessageContaining(
                            isAsked
                                    ? "setRollbackOnly(true) was called"
                                    : "something in it had failed before: java.lang.IllegalArgumentException");
            if (thrown != Thrown.NOTHING) {
                assertThat(unexpected).hasSuppressedException(thrown.failure);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        COMMITTED,   ROLLED_BACK, true,  thrown
        COMMITTED,   COMMITTED,   true,  thrown
        ROLLED_BACK, COMMITTED,   false, InnerBlockException
        ROLLED_BACK, ROLLED_BACK, false, thrown
        """)
    void nestedBlockThatIsKeptMayStillBeUndoneAndSaysNothingYet(
            EndVerdict.End end, Thrown thrown, boolean commitsOnThrown, String gets) {
        EndVerdict verdict = EndVerdict.of(end, null, facts(thrown, false, commitsOnThrown, false, false));

        if (gets.equals("thrown")) {
            assertThat(verdict.failure()).isSameAs(thrown.failure);
        } else {
            assertThat(verdict.failure().getClass().getSimpleName()).isEqualTo(gets);
        }
    }

    /** Where the block stands, the flags in doubt, committed, refused, committing, rolls back; then how it ends. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        WAITING,  false, false, false, false, false, ROLLED_BACK
        OPEN,     false, false, false, false, false, ROLLED_BACK
        EXITING,  false, false, false, false, false, ROLLED_BACK
        STOPPING, false, false, false, false, true,  ROLLED_BACK
        STOPPING, true,  false, false, false, true,  UNKNOWN
        ENDING,   false, true,  false, true,  false, COMMITTED
        ENDING,   true,  true,  false, true,  false, COMMITTED
        ENDING,   true,  false, false, false, true,  UNKNOWN
        ENDING,   false, false, true,  true,  false, REFUSED
        ENDING,   false, false, false, true,  false, UNKNOWN
        ENDING,   false, false, false, false, true,  ROLLED_BACK
        ENDING,   false, false, false, false, false, REFUSED
        """)
    void blockWhoseDriverDoesNotComeBackEndsAsItsPhaseSays(
            ScopePhase phase,
            boolean isInDoubt,
            boolean isCommitted,
            boolean isRefused,
            boolean isCommitting,
            boolean rollsBack,
            EndVerdict.End end) {
        assertThat(EndVerdict.ofAbandoned(phase, isInDoubt, isCommitted, isRefused, isCommitting, rollsBack))
                .isEqualTo(end);
    }

    @Test
    void endThatMustBeToldOfIsNotLeftWithoutAWord() {
        assertThatThrownBy(() ->
                        EndVerdict.of(EndVerdict.End.UNKNOWN, null, facts(Thrown.NOTHING, true, false, false, false)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(EndVerdict.of(EndVerdict.End.REFUSED, PROBLEM, facts(Thrown.NOTHING, true, false, false, false))
                        .outcome())
                .isEqualTo(Outcome.ROLLED_BACK);
    }
}
