package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.jdbc.handle.HandleOwner;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Savepoint;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G3: a step has the lane and the connection for itself, and leaves its thread as it found it. */
@Tag("G3")
final class StepTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    @Test
    void threadIsInTheStepAsLongAsItRuns() {
        transactions.atomic().run(() -> {
            BlockScope block = block();
            ThreadState thread = ThreadState.current();
            transactions
                    .submit(connection -> {
                        assertThat(thread.context).isSameAs(block);
                        assertThat(thread.acceptedBy).isSameAs(block);
                        assertThat(thread.step).isSameAs(block);
                        assertThat(block.running).isEqualTo(1);
                        assertThat(block.lane.isPinned()).isTrue();
                        return insert(1).apply(connection);
                    })
                    .join();
            assertThat(thread.context).isSameAs(block);
            assertThat(thread.acceptedBy).isNull();
            assertThat(thread.step).isNull();
            assertThat(block.running).isZero();
            assertThat(block.lane.isPinned()).isFalse();
        });

        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void stepInsideAStepIsOverFirst() {
        transactions.atomic().run(() -> {
            BlockScope block = block();
            transactions
                    .submit(outer -> {
                        Object own = block.connection().ownerInStep();
                        transactions
                                .submit(inner -> {
                                    assertThat(block.connection().ownerInStep()).isNotSameAs(own);
                                    return insert(1).apply(inner);
                                })
                                .join();
                        assertThat(block.connection().ownerInStep()).isSameAs(own);
                        return insert(2).apply(outer);
                    })
                    .join();
            assertThat(block.connection().ownerInStep()).isSameAs(block.connection());
        });

        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    @Test
    void handleKnowsItsBlock() {
        transactions
                .atomic()
                .named("order")
                .run(() -> transactions
                        .submit(connection -> {
                            assertThat(connection.getAutoCommit()).isFalse();
                            assertThat(connection.isClosed()).isFalse();
                            assertThat(block().connection().ownerInStep()).hasToString("block 'order'");
                            assertThat(block().connection().ownerInStep().isOpen())
                                    .isTrue();
                            assertThat(block().connection().ownerInStep().isAutocommit())
                                    .isFalse();
                            seen.add("asked");
                            return 1;
                        })
                        .join());

        assertThat(seen).containsExactly("asked");
    }

    @Test
    void ownerOfAHandleIsOpenAsLongAsItsBlock() {
        AtomicReference<HandleOwner> left = new AtomicReference<>();
        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            left.set(block().connection().ownerInStep());
                            return 1;
                        })
                        .join());

        assertThat(left.get().isOpen()).isFalse();
    }

    @Test
    void databaseIsAskedForItsSyntaxOnce() {
        askForSyntax();
        fixtures.calls.clear();

        askForSyntax();

        assertThat(fixtures.calls).doesNotContain("begin", "connection");
    }

    private void askForSyntax() {
        transactions
                .atomic()
                .run(() -> transactions
                        .submit(connection -> {
                            assertThat(block().connection().ownerInStep().sqlRules("SELECT 1"))
                                    .isNotNull();
                            return 1;
                        })
                        .join());
    }

    @Test
    void savepointOfAStepIsNotForOtherThreadsWhileItRuns() {
        CompletableFuture<Integer> block = transactions
                .atomic()
                .named("order")
                .getStageAsync(() -> transactions.submit(connection -> {
                    insert(1).apply(connection);
                    Savepoint savepoint = connection.setSavepoint();
                    Thread elsewhere = new Thread(() -> {
                        refused(() -> connection.setSavepoint());
                        refused(() -> connection.rollback(savepoint));
                        refused(() -> connection.releaseSavepoint(savepoint));
                    });
                    elsewhere.start();
                    Await.until("it is over", () -> !elsewhere.isAlive());
                    connection.releaseSavepoint(savepoint);
                    return 1;
                }));

        Await.end(block);
        assertThat(seen)
                .hasSize(3)
                .allMatch(message -> message.contains("A connection of a step of block 'order' was"));
    }

    /** What somebody else's thread does on a connection. */
    private interface Use {
        void on() throws Exception;
    }

    private void refused(Use use) {
        try {
            use.on();
            seen.add("not refused");
        } catch (Exception refused) {
            seen.add(String.valueOf(refused.getMessage()));
        }
    }

    @Test
    void handleOfAStepThatIsOverIsClosed() throws Exception {
        transactions.atomic().run(() -> {
            Connection left = transactions.submit(connection -> connection).join();
            assertThat(left.isClosed()).isTrue();
            assertThatThrownBy(left::createStatement).isInstanceOf(Exception.class);
        });
    }

    @Test
    void stepThatIsDroppedSaysWhyAndBreaksItsBlockUnlessSomebodyLooks() {
        IOException why = new IOException("torn");
        assertThat(Await.cause(transactions.atomic().named("order").runAsync(() -> {
                    transactions.submit(insert(1));
                    new Step<>(block(), insert(2)).drop(why);
                })))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasRootCauseMessage("torn");
        Await.value(transactions.atomic().named("order").runAsync(() -> {
            Step<Integer> step = new Step<>(block(), insert(2));
            assertThat(step.pinsLane()).isTrue();
            assertThat(step.isRefusable()).isTrue();
            step.future.exceptionally(thrown -> 1);
            step.drop(why);
            assertThat(Await.cause(step.future))
                    .isInstanceOf(TransactionManagementException.class)
                    .hasMessage("A step of block 'order' was dropped before it ran: java.io.IOException")
                    .hasCause(why);
        }));

        assertThat(fixtures.database.rows()).isEmpty();
    }
}
