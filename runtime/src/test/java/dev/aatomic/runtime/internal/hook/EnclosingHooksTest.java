package dev.aatomic.runtime.internal.hook;

import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.io.IOException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hooks of a block that took part in another library's transaction wait for that one's end, and go by it. */
@Tag("hooks")
final class EnclosingHooksTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final Around around = new Around();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    /** Another library's transaction of which only the end matters. */
    private static class Around implements EnclosingTransaction {

        private final List<Consumer<Outcome>> ends = new ArrayList<>();

        void end(Outcome outcome) {
            ends.forEach(end -> end.accept(outcome));
        }

        @Override
        public String name() {
            return "the library's transaction";
        }

        @Override
        public Connection connection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Isolation isolation() {
            return Isolation.DEFAULT;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public void setRollbackOnly() {}

        @Override
        public void whenEnded(Consumer<Outcome> action) {
            ends.add(action);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "true, COMMITTED, commit",
        "true, ROLLED_BACK, rollback",
        "true, UNKNOWN, ''",
        "false, COMMITTED, rollback",
        "false, ROLLED_BACK, rollback",
        "false, UNKNOWN, rollback"
    })
    void hooksGoByWhatBecameOfBoth(boolean kept, Outcome outcome, String expected) {
        transactions.atomic().run(() -> {
            transactions.onCommit(() -> ran.add("commit"));
            transactions.onRollback(() -> ran.add("rollback"));

            assertThat(EnclosingHooks.putOff(block(), around, kept)).isEmpty();
            assertThat(ran).as("before the end").isEmpty();
            around.end(outcome);

            assertThat(String.join(", ", ran)).isEqualTo(expected);
        });
    }

    @Test
    void endWithoutHooksDoesNothing() {
        transactions.atomic().run(() -> {
            EnclosingHooks.putOff(block(), around, true);
            around.end(Outcome.COMMITTED);
        });

        assertThat(around.ends).hasSize(1);
    }

    @Test
    void endWaitsForAHookThatIsAsynchronous() {
        transactions.atomic().run(() -> {
            transactions.onCommitAsync(() -> CompletableFuture.runAsync(
                    () -> ran.add("later"), CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS)));
            EnclosingHooks.putOff(block(), around, true);

            around.end(Outcome.COMMITTED);

            assertThat(ran).containsExactly("later");
        });
    }

    @Test
    void failureOfAHookIsTheLibrarys() {
        IOException mail = new IOException("mail");
        transactions.atomic().run(() -> {
            transactions.onCommit(() -> {
                throw mail;
            });
            EnclosingHooks.putOff(block(), around, true);

            assertThatThrownBy(() -> around.end(Outcome.COMMITTED))
                    .isInstanceOf(AfterCommitException.class)
                    .hasCause(mail);
        });
    }

    @Test
    void libraryThatDoesNotTellItsEndCostsTheHooksAndNothingElse() {
        try (LogCapture log = new LogCapture()) {
            transactions.atomic().named("order").run(() -> {
                BlockScope block = block();
                Around silent = new Around() {
                    @Override
                    public void whenEnded(Consumer<Outcome> action) {
                        throw new IllegalStateException("not told");
                    }
                };

                assertThat(EnclosingHooks.putOff(block, silent, true)).isEmpty();
            });

            assertThat(log.lines())
                    .containsExactly("The hooks of block 'order' are dropped: the library's transaction does not tell"
                            + " its end java.lang.IllegalStateException: not told");
        }
    }
}
