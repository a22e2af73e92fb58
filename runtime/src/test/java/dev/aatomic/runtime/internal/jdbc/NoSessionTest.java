package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.aatomic.runtime.internal.jdbc.dialect.PostgresCopy;
import dev.aatomic.runtime.internal.resource.CommitAnswer;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a transaction runs on that has no connection yet. */
@Tag("rooms")
final class NoSessionTest {

    private final NoSession session = NoSession.INSTANCE;
    private final SQLException failure = new SQLException("any", "08006");

    @Test
    void nothingIsBegunAndNothingIsLost() {
        assertThat(session.isBegun()).isFalse();
        assertThat(session.isTransactionOpen()).isTrue();
        assertThat(session.isKnownOpen()).isFalse();
        assertThat(session.isGone()).isFalse();
        assertThat(session.isValid()).isFalse();
        assertThat(session.isUnwrapped()).isFalse();
        assertThat(session.commitTellsNothing()).isFalse();
        assertThat(session.endCopy()).isEqualTo(PostgresCopy.End.NONE);
        assertThat(session.mayLoseBegin()).isFalse();
        assertThat(session.mayHaveGivenUp()).isFalse();
    }

    @Test
    void noFailureIsOneOfIts() {
        assertThat(session.hasLostBegin(failure)).isFalse();
        assertThat(session.hasRolledBack(failure)).isFalse();
        assertThat(session.isConflict(failure)).isFalse();
        assertThat(session.isGivenUp(failure)).isFalse();
        assertThat(session.answerOf(failure)).isEqualTo(CommitAnswer.NOT_SENT);
        assertThat(session.savepointIsGone("gone").getMessage()).isEqualTo("gone");
    }

    @Test
    void noStatementIsRunning() {
        assertThat(session.statementCancellation()).isNull();
        assertThat(session.statementInFlight()).isNull();
    }

    @Test
    void nothingIsGivenBack() {
        assertThatNoException().isThrownBy(() -> {
            session.propertiesRestored();
            session.giveBack();
            session.evict();
        });
    }

    @Test
    void whatNeedsAConnectionIsADefect() {
        List<ThrowingCallable> calls = List.of(
                session::connection,
                session::begin,
                session::commit,
                session::rollback,
                () -> session.setSavepoint("one"),
                session::beginUse,
                session::endUse,
                () -> session.statementStarts(null),
                session::statementEnded,
                session::statementFailed,
                session::propertyTouched,
                session::unwrapped,
                session::flush,
                session::flushBeforeSavepoint);
        assertThat(calls)
                .allSatisfy(call -> assertThatIllegalStateException()
                        .isThrownBy(call)
                        .withMessageContaining("before the block had one"));
    }
}
