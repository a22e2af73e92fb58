package dev.aatomic.runtime.internal.autocommit;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.BlockWithoutTransaction;
import dev.aatomic.runtime.internal.scope.ScopeContext;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What runs outside any transaction knows where it is, and so does what it attaches. */
@Tag("propagation")
final class AutocommitContextTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(2, builder -> builder.database("other", fixtures.source(), 1));
    }

    private static AutocommitContext here() {
        return (AutocommitContext) ThreadState.currentContext();
    }

    @Test
    void contextInsideItselfIsTheSame() {
        transactions.autocommit(() -> {
            AutocommitContext outer = here();
            assertThat(AutocommitContext.within(outer.engine(), outer.database(), outer))
                    .isSameAs(outer);
            AutocommitContext other = AutocommitContext.within(
                    outer.engine(), outer.engine().databases.named("database", "other"), outer);
            assertThat(other).isNotSameAs(outer);
            assertThat(other.opener()).isSameAs(outer);
            assertThat(other.covers(outer.database())).isFalse();
            assertThat(outer.covers(outer.database())).isTrue();
            return null;
        });
    }

    @Test
    void statementRunsInAStepOfItsOwn() {
        transactions.autocommit(() -> {
            here().executeStatement(() -> seen.add("ran in autocommit " + here().isAutocommit()));
            return null;
        });

        Await.until("it has run", () -> !seen.isEmpty());
        assertThat(seen).containsExactly("ran in autocommit true");
    }

    @Test
    void whatGoesOnDoesSoAtOnceOnAThreadOfOursOnly() {
        transactions.autocommit(() -> {
            Thread caller = Thread.currentThread();
            here().execute(() -> seen.add("of a caller, on its thread: " + (Thread.currentThread() == caller)));
            return null;
        });
        Await.until("it has run", () -> !seen.isEmpty());
        Await.value(transactions.atomic().runAsync(() -> {
            Thread dispatch = Thread.currentThread();
            transactions.autocommit(() -> {
                here().execute(() -> seen.add("of a block, on its thread: " + (Thread.currentThread() == dispatch)));
                return null;
            });
        }));

        assertThat(seen).containsExactly("of a caller, on its thread: false", "of a block, on its thread: true");
    }

    @Test
    void bodyIsFoundUnlessABlockIsNearer() {
        transactions.atomic().propagation(Propagation.NOT_SUPPORTED).run(() -> {
            AutocommitContext context = here();
            BlockWithoutTransaction body = ScopeContext.bodyAround(context, context.engine());
            assertThat(body).isNotNull();
            transactions
                    .atomic()
                    .run(() -> assertThat(ScopeContext.bodyAround(block(), context.engine()))
                            .isNull());
            fixtures.transactions(1)
                    .atomic()
                    .run(() -> assertThat(ScopeContext.bodyAround(block(), context.engine()))
                            .as("inside a block of another engine")
                            .isSameAs(body));
        });
    }

    @Test
    void hookThatRunsAtOnceIsAHookAsLongAsItRuns() {
        transactions.autocommit(() -> {
            transactions.onCommit(() -> seen.add("ours " + ThreadState.current().isDispatch()));
            seen.add("afterwards " + ThreadState.current().isDispatch());
            return null;
        });

        assertThat(seen).containsExactly("ours true", "afterwards false");
    }

    @Test
    void hookThatFailsAtOnceIsOverTooAndNoneOfARollbackRuns() {
        IOException failure = new IOException("mail");
        try (LogCapture log = new LogCapture()) {
            transactions.autocommit(() -> {
                transactions.onRollback(() -> seen.add("rollback"));
                assertThatThrownBy(() -> transactions.onCommit(() -> {
                            throw failure;
                        }))
                        .isSameAs(failure);
                seen.add("failed " + ThreadState.current().isDispatch());
                transactions.onCommitRobust(() -> {
                    throw failure;
                });
                seen.add("tolerated " + ThreadState.current().isDispatch());
                return null;
            });

            assertThat(log.count("of block 'in autocommit' failed after the end of its transaction"))
                    .isEqualTo(1);
        }
        assertThat(seen).containsExactly("failed false", "tolerated false");
    }

    @Test
    void contextOfHooksTakesThePlaceOfThatOfTheHookAroundIt() {
        transactions.atomic().run(() -> {
            BlockScope block = block();
            AutocommitContext hooks = AutocommitContext.forHooks(block, null);
            AutocommitContext plain = AutocommitContext.within(block.engine, block.database, null);

            assertThat(hooks.isOfHooks()).isTrue();
            assertThat(hooks.isOfHooksOf(block)).isTrue();
            assertThat(plain.isOfHooksOf(block)).isFalse();
            assertThat(AutocommitContext.forHooks(block, hooks).opener()).isNull();
            assertThat(AutocommitContext.forHooks(block, plain).opener()).isSameAs(plain);
            assertThat(AutocommitContext.forHooks(block, block).opener()).isSameAs(block);
            transactions
                    .atomic()
                    .using("other")
                    .run(() -> assertThat(
                                    AutocommitContext.forHooks(block(), hooks).opener())
                            .as("of another database")
                            .isSameAs(hooks));
        });
    }

    // ---- while all is closed

    @Test
    @Tag("G15")
    void workThatCloseMayHaveMissedIsRefused() {
        transactions.autocommit(() -> {
            AutocommitContext context = here();
            context.engine().refuseBlocks();

            assertThat(Await.cause(context.submit(insert(1))))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessage("A step or connection outside any block was refused because these transactions are"
                            + " closed");
            assertThatThrownBy(context::openConnection).isInstanceOf(TransactionManagementException.class);
            return null;
        });

        assertThat(fixtures.database.rows()).isEmpty();
        assertThat(transactions.metrics().database("default").active()).isZero();
    }

    @Test
    @Tag("G15")
    void workOfABlockThatCloseWaitsForGoesOn() {
        transactions.atomic().run(() -> {
            BlockScope block = block();
            block.engine.refuseBlocks();

            Await.value(AutocommitContext.within(block.engine, block.database, block)
                    .submit(insert(1)));
        });

        assertThat(fixtures.database.rows()).containsExactly(1);
    }
}
