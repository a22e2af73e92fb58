package dev.aatomic.databases.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.databases.promise.NestingPromises.Undone;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionSystemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How blocks end, and what is told of it. */
public interface EndPromises extends OnDatabase {

    @Test
    @Shows(Promise.HOOKS)
    default void hooksRunAfterTheEndThatTheyAreFor() {
        Fixture on = fixture();
        List<String> ran = new CopyOnWriteArrayList<>();

        on.atomic().run(() -> {
            on.insert(1).join();
            on.transactions().onCommit(() -> ran.add("committed " + on.rows()));
            on.transactions().onRollback(() -> ran.add("rolled back"));
            Thrown.by(() -> on.atomic().run(() -> {
                on.insert(2).join();
                on.transactions().onCommit(() -> ran.add("of the nested block"));
                on.transactions().onRollback(() -> ran.add("undone " + on.rows()));
                throw new Undone();
            }));
        });
        assertThat(ran).containsExactlyInAnyOrder("committed [1]", "undone [1]");

        ran.clear();
        Thrown.by(() -> on.atomic().run(() -> {
            on.insert(3).join();
            on.transactions().onCommit(() -> ran.add("committed"));
            on.transactions().onRollback(() -> ran.add("rolled back " + on.rows()));
            throw new Undone();
        }));
        assertThat(ran).containsExactly("rolled back [1]");
    }

    @Test
    @Shows(Promise.CONNECTION_LOST)
    default void lostConnectionIsNeverToldCommitted() {
        try (Fixture on = fixture().withOneConnection()) {
            Throwable beforeStatement = Thrown.by(() -> on.atomic().run(() -> {
                on.steps().insertNow(1).join();
                killAll(on);
                on.insert(2).join();
            }));
            assertThat(beforeStatement).isInstanceOf(on.steps().refusal());
            assertThat(on.rows()).isEmpty();

            Throwable beforeCommit = Thrown.by(() -> on.atomic().run(() -> {
                on.steps().insertNow(3).join();
                killAll(on);
            }));
            assertThat(outcome(beforeCommit)).isIn(Outcome.ROLLED_BACK, Outcome.UNKNOWN);
            assertThat(on.rows()).isEmpty();

            on.assertUsable();
        }
    }

    private static void killAll(Fixture on) {
        for (Connection connection : on.physical()) {
            try {
                if (!connection.isClosed()) {
                    on.database().kill(connection);
                }
            } catch (SQLException e) {
                throw new AssertionError("The connection could not be killed", e);
            }
        }
    }

    /** What an exception says of the work; null if it says nothing. */
    private static @Nullable Outcome outcome(Throwable told) {
        return told instanceof TransactionException transaction ? transaction.outcome() : null;
    }

    @Test
    @Shows(Promise.ANSWER_LOST)
    default void commitWithoutAnAnswerIsToldUnknown() {
        try (Fixture on = fixture().withoutAnswersToCommit()) {
            Throwable told = Thrown.by(() -> on.atomic().run(() -> on.insert(1).join()));

            assertThat(outcome(told)).isEqualTo(Outcome.UNKNOWN);
            assertThat(on.rows()).containsExactly(1);
        }
        fixture().assertUsable();
    }

    @Test
    @Shows(Promise.DEFINITION)
    default void definitionDoesNotCommitHalfABlock() {
        Fixture on = fixture();

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            on.insert(1).join();
            on.execute("create table made_in_a_block(v int)").join();
            throw new Undone();
        }));

        if (on.database().commitsDefinitions()) {
            assertThat(told).hasMessageContaining("CREATE").hasMessageContaining("autocommit");
        } else {
            assertThat(told).isInstanceOf(Undone.class);
        }
        assertThat(on.rows()).isEmpty();
        assertThat(Thrown.by(() -> on.database().integers("select v from made_in_a_block")))
                .hasCauseInstanceOf(SQLException.class);
        on.assertUsable();
    }

    @Test
    @Shows(Promise.COMMITTING_PROCEDURE)
    default void procedureThatCommitsIsNotToldRolledBack() {
        Fixture on = fixture();
        String procedure = on.database().committingProcedure();
        if (procedure == null) {
            on.found(Finding.HAS_NONE);
            return;
        }
        on.database().execute(procedure);

        Throwable failing = Thrown.by(() -> on.atomic().run(() -> {
            on.insert(1).join();
            on.execute("call commits()").join();
            throw new Undone();
        }));
        boolean isLie = !on.rows().isEmpty() && outcome(failing) != Outcome.UNKNOWN;
        on.database().execute("delete from entry");
        List<Boolean> swallowed = new ArrayList<>();
        Throwable nested = Thrown.ifAny(() -> on.atomic().run(() -> {
            on.insert(1).join();
            Thrown.by(() -> on.atomic().run(() -> {
                on.insert(2).join();
                on.execute("call commits()").join();
                throw new Undone();
            }));
            swallowed.add(true);
        }));
        assertThat(swallowed).containsExactly(true);
        boolean isUndone =
                nested == null ? on.rows().equals(List.of(1)) : on.rows().isEmpty();
        isLie |= !isUndone && (nested == null || outcome(nested) != Outcome.UNKNOWN);

        if (isLie) {
            on.found(Finding.cannotAndNothingIsTold());
        }
    }

    @Test
    @Shows(Promise.WITHOUT_TRANSACTIONS)
    default void rowsOfATableWithoutTransactionsAreTold() {
        Fixture on = fixture();
        String without = on.database().tableWithoutTransactions();
        if (without == null) {
            on.found(Finding.HAS_NONE);
            return;
        }
        on.database().execute("create table loose(v int) " + without);

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            on.execute("insert into loose values(1)").join();
            on.insert(1).join();
            throw new Undone();
        }));

        assertThat(on.database().integers("select v from loose")).containsExactly(1);
        assertThat(on.rows()).isEmpty();
        assertThat(outcome(told)).isEqualTo(Outcome.UNKNOWN);
        assertThat(told).hasMessageContaining("tables without transactions");

        Throwable nested = Thrown.by(() -> on.atomic().run(() -> {
            on.insert(2).join();
            Thrown.by(() -> on.atomic().run(() -> {
                on.execute("insert into loose values(2)").join();
                throw new Undone();
            }));
        }));

        assertThat(on.database().integers("select v from loose order by v")).containsExactly(1, 2);
        assertThat(on.rows()).isEmpty();
        assertThat(outcome(nested)).isEqualTo(Outcome.UNKNOWN);
        on.assertUsable();
    }

    @Test
    @Shows(Promise.DEFERRED)
    default void constraintThatRefusesCommitRollsBack() {
        Fixture on = fixture();
        if (on.database().deferredConstraint() == null) {
            on.found(Finding.HAS_NONE);
            return;
        }

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            on.insert(1).join();
            on.steps().insertLate(77).join();
        }));

        assertThat(told).isInstanceOf(TransactionSystemException.class);
        assertThat(outcome(told)).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(on.rows()).isEmpty();
        assertThat(on.database().integers("select v from late")).isEmpty();
        on.assertUsable();
    }
}
