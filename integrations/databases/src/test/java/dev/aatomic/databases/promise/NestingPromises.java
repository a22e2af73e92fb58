package dev.aatomic.databases.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import java.sql.Savepoint;
import org.junit.jupiter.api.Test;

/** Blocks in blocks. */
public interface NestingPromises extends OnDatabase {

    /** What bodies of these tests fail with. */
    final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    @Shows(Promise.COMMIT)
    default void blockThatEndsNormallyCommits() {
        Fixture on = fixture();

        on.atomic().run(() -> {
            on.insert(1).join();
            on.insert(2).join();
            // Some drivers forget with it what they know of the transaction.
            assertThat(on.transactions()
                            .submit(connection -> connection.isValid(5))
                            .join())
                    .isTrue();
        });

        assertThat(on.rows()).containsExactly(1, 2);
    }

    @Test
    @Shows(Promise.ROLLBACK)
    default void blockThatFailsRollsBack() {
        Fixture on = fixture();

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            on.insert(1).join();
            throw new Undone();
        }));

        assertThat(told).isInstanceOf(Undone.class);
        assertThat(on.rows()).isEmpty();
        on.assertUsable();
    }

    @Test
    @Shows(Promise.NESTED)
    default void nestedBlocksThatFailAreUndoneAlone() {
        Fixture on = fixture();

        on.atomic().run(() -> {
            on.insert(1).join();
            for (int i = 0; i < 3; i++) {
                int value = 10 + i;
                assertThat(Thrown.by(() -> on.atomic().run(() -> {
                            on.insert(value).join();
                            throw new Undone();
                        })))
                        .isInstanceOf(Undone.class);
                on.atomic().run(() -> on.insert(value + 10).join());
            }
            on.insert(2).join();
        });

        assertThat(on.rows()).containsExactly(1, 2, 20, 21, 22);
    }

    @Test
    @Shows(Promise.NESTED_DEEP)
    default void nestedBlockInTheMiddleTakesThoseInItAlong() {
        Fixture on = fixture();

        on.atomic().run(() -> nest(on, 1, 3));
        assertThat(on.rows()).containsExactly(1, 2);

        on.atomic().run(() -> nest(on, 11, 0));
        assertThat(on.rows()).containsExactly(1, 2, 11, 12, 13, 14, 15);
    }

    /** Inserts, and nests until the last digit is five; the block with this last digit fails, and the one around it swallows that. */
    private static void nest(Fixture on, int value, int failing) {
        on.insert(value).join();
        if (value % 10 < 5) {
            Throwable inner = Thrown.ifAny(() -> on.atomic().run(() -> nest(on, value + 1, failing)));
            assertThat(inner).matches(failure -> failure == null || failure instanceof Undone);
        }
        if (value % 10 == failing) {
            throw new Undone();
        }
    }

    @Test
    @Shows(Promise.NESTED_ERROR)
    default void statementThatFailedInANestedBlockSparesTheOuter() {
        Fixture on = fixture();

        on.atomic().run(() -> {
            on.insert(1).join();
            Throwable inner = Thrown.by(() -> on.atomic().run(() -> {
                on.insert(2).join();
                on.steps().insertAgain(1).join();
            }));
            assertThat(inner).isInstanceOf(on.steps().refusal());
            on.insert(3).join();
        });

        assertThat(on.rows()).containsExactly(1, 3);
    }

    /** The first statement of all: whoever asks the database afterwards what became of the transaction must find it open. */
    @Test
    @Shows(Promise.NESTED_ERROR)
    default void firstStatementThatIsNoSqlSparesTheOuterBlock() {
        Fixture on = fixture();

        on.atomic().run(() -> {
            Throwable inner =
                    Thrown.by(() -> on.atomic().run(() -> on.execute("selec").join()));
            assertThat(inner).isInstanceOf(on.steps().refusal());
            on.insert(1).join();
        });

        assertThat(on.rows()).containsExactly(1);
    }

    @Test
    @Shows(Promise.SAVEPOINT)
    default void savepointIsRolledBackToTwice() {
        Fixture on = fixture();

        on.atomic().run(() -> {
            on.insert(1).join();
            Savepoint savepoint = on.transactions().savepoint().join();
            on.insert(2).join();
            on.transactions().savepointRollback(savepoint).join();
            on.insert(3).join();
            on.transactions().savepointRollback(savepoint).join();
            on.insert(4).join();
            on.transactions().savepointCommit(savepoint).join();
            on.insert(5).join();
        });

        assertThat(on.rows()).containsExactly(1, 4, 5);
    }

    @Test
    @Shows(Promise.REQUIRES_NEW)
    default void requiresNewCommitsByItself() {
        Fixture on = fixture();

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            on.steps().insertNow(1).join();
            on.atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> on.insert(2).join());
            throw new Undone();
        }));

        if (told instanceof Undone) {
            assertThat(on.rows()).containsExactly(2);
        } else {
            if (told instanceof TransactionException transaction) {
                assertThat(transaction.outcome()).isEqualTo(Outcome.ROLLED_BACK);
            }
            assertThat(on.rows()).isEmpty();
            on.found(Finding.cannot(told));
        }
    }
}
