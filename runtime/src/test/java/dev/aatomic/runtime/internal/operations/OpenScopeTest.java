package dev.aatomic.runtime.internal.operations;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.TransactionSystemException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A scope is its block, and only whoever entered it ends it. */
@Tag("rooms")
final class OpenScopeTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private Scope entered() {
        return Await.value(transactions.atomic().named("entered").enter());
    }

    private int active() {
        return transactions.metrics().database("default").active();
    }

    @Test
    void scopeSpeaksOfItsBlock() {
        Scope[] seen = new Scope[2];
        transactions.atomic().named("outer").run(() -> {
            Scope outer = transactions.scope();
            seen[0] = outer;
            assertThat(outer.isOpen()).isTrue();
            assertThat(outer.database()).isEqualTo("default");
            assertThat(outer.depth()).isZero();
            assertThat(outer).hasToString("scope of block 'outer'");
            assertThat(outer).isEqualTo(transactions.scope()).hasSameHashCodeAs(transactions.scope());
            transactions.atomic().run(() -> {
                Scope inner = transactions.scope();
                seen[1] = inner;
                assertThat(inner.depth()).isEqualTo(1);
                assertThat(inner).isNotEqualTo(outer).isNotEqualTo("inner");
                assertThat(inner.hashCode()).isNotEqualTo(outer.hashCode());
                assertThat((Object) outer.call(transactions::scope)).isEqualTo(outer);
            });
            assertThat(seen[1].isOpen()).isFalse();
        });
        assertThat(seen[0].isOpen()).isFalse();
    }

    @Test
    void blockWithABodyEndsWithThat() {
        transactions.atomic().named("outer").run(() -> {
            Scope scope = transactions.scope();
            assertThatThrownBy(scope::exit)
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessageStartingWith("exit was called on the scope of block 'outer', which ends with its body");
            assertThat(scope.isOpen()).isTrue();
        });
    }

    @Test
    void whatItIsRolledBackForIsNoFailureOfTheEnd() {
        Scope scope = entered();
        Await.value(scope.submit(insert(1)));
        Await.value(scope.exit(new IOException()));
        Scope wrapped = entered();
        Await.value(wrapped.submit(insert(2)));
        Await.value(wrapped.exit(new CompletionException(new IOException())));

        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void failureOfTheEndIsThatOfTheExit() {
        fixtures.on("commit", real -> {
            throw new SQLException("refused", "23505");
        });
        Scope scope = entered();
        Await.value(scope.submit(insert(1)));

        assertThat(Await.failure(scope.exit())).isInstanceOf(TransactionSystemException.class);
        assertThat(Await.failure(scope.exit())).isInstanceOf(TransactionSystemException.class);
        assertThat(active()).isZero();
    }

    // ---- what is lost

    private static void collectUntil(String condition, LogCapture log, String line) {
        Await.until(condition, () -> {
            System.gc();
            return log.count(line) == 1;
        });
    }

    @Test
    void scopeThatIsLostIsRolledBack() {
        String name = UUID.randomUUID().toString();
        try (LogCapture log = new LogCapture()) {
            lose(name);

            collectUntil("it is told", log, "The scope of block '" + name + "' from enter() became unreachable");
            Await.until("the connection is back", () -> active() == 0);
        }
        assertThat(fixtures.database.rows()).isEmpty();
    }

    private void lose(String name) {
        Scope scope = Await.value(transactions.atomic().named(name).enter());
        Await.value(scope.submit(insert(1)));
    }

    @Test
    void scopeThatWasLeftIsNotTakenForLost() {
        String name = UUID.randomUUID().toString();
        try (LogCapture log = new LogCapture()) {
            leave(name);
            leave(name);
            lose(name + " lost");

            collectUntil("another is told", log, "The scope of block '" + name + " lost'");
            assertThat(log.count("The scope of block '" + name + "'")).isZero();
        }
    }

    private void leave(String name) {
        Await.value(Await.value(transactions.atomic().named(name).enter()).exit());
    }

    @Test
    void failureOfAnExitThatNobodyLooksAtIsLogged() {
        String name = UUID.randomUUID().toString();
        fixtures.on("commit", real -> {
            throw new SQLException("refused", "23505");
        });
        try (LogCapture log = new LogCapture()) {
            leaveUnseen(name);

            collectUntil("it is told", log, "Block '" + name + "' failed, and nobody looked at its future");
        }
    }

    private void leaveUnseen(String name) {
        Scope scope = Await.value(transactions.atomic().named(name).enter());
        Await.value(scope.submit(insert(1)));
        scope.exit();
    }
}
