package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.resource.ResourceSavepoint;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the database says that a rollback could not undo, as MySQL does of tables without transactions, is told to the caller. */
@Tag("G11")
final class LeftByRollbackTest {

    private static final String LEFT = "Some tables couldn't be rolled back";

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> hooks = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private void body() {
        transactions.onCommit(() -> hooks.add("committed"));
        transactions.onRollback(() -> hooks.add("rolled back"));
        transactions.submit(insert(1)).join();
    }

    private void assertUnknown(CompletableFuture<?> block) {
        assertThat(Await.cause(block))
                .isInstanceOf(CommitOutcomeUnknownException.class)
                .hasMessageContaining("was not undone as a whole: " + LEFT);
        assertThat(hooks).isEmpty();
        assertThat(fixtures.calls).contains("evict").doesNotContain("commit");
    }

    @Test
    void byThatOfTheWholeBlock() {
        fixtures.on("rollback", real -> {
            real.call();
            return LEFT;
        });

        assertUnknown(transactions.atomic().runAsync(() -> {
            body();
            throw new IOException("body");
        }));
    }

    @Test
    void byThatOfABlockThatAskedForIt() {
        fixtures.on("rollback", real -> LEFT);

        assertUnknown(transactions.atomic().runAsync(() -> {
            body();
            transactions.setRollbackOnly(true);
        }));
    }

    @Test
    void byThatOfANestedBlockWhoseFailureWasSwallowed() {
        leaveOnSavepoints();

        assertUnknown(transactions.atomic().runAsync(() -> {
            body();
            try {
                transactions.atomic().run(() -> {
                    transactions.submit(insert(2)).join();
                    throw new UncheckedIOException(new IOException("nested"));
                });
            } catch (UncheckedIOException swallowed) {
                assertThat(swallowed).hasMessageContaining("nested");
            }
        }));
    }

    @Test
    void byThatToASavepointOfTheUsers() {
        leaveOnSavepoints();

        assertUnknown(transactions.atomic().runAsync(() -> {
            body();
            Savepoint savepoint = transactions.savepoint().join();
            transactions.submit(insert(2)).join();
            transactions.savepointRollback(savepoint).join();
        }));
    }

    @Test
    void nothingIsTheUsualAnswer() {
        Throwable failure = Await.cause(transactions.atomic().runAsync(() -> {
            body();
            throw new IOException("body");
        }));

        assertThat(failure).hasMessage("body");
        assertThat(hooks).containsExactly("rolled back");
        assertThat(fixtures.calls).doesNotContain("evict");
    }

    private void leaveOnSavepoints() {
        fixtures.on("setSavepoint", real -> {
            Object set = real.call();
            return Proxy.newProxyInstance(
                    ResourceSavepoint.class.getClassLoader(),
                    new Class<?>[] {ResourceSavepoint.class},
                    (self, method, arguments) -> {
                        Object answer = method.invoke(set, arguments);
                        return method.getName().startsWith("rollbackTo") ? LEFT : answer;
                    });
        });
    }
}
