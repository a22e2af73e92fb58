package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G3: another library's work has its turn among the statements of a block, or comes to its end without the block. */
@Tag("G3")
final class ForeignStepTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    @Test
    void workRunsInItsTurnAsAPartOfTheBlock() {
        Await.value(transactions.atomic().runAsync(() -> {
            BlockScope block = block();
            transactions.submit(insert(1));
            block.executeStatement(() -> {
                ran.add("block " + (block() == block));
                ran.add("turn " + (ThreadState.current().acceptedBy == block));
                ran.add("rows " + fixtures.database.rows());
                transactions.submit(insert(2));
            });
            ran.add("turn after " + ThreadState.current().acceptedBy);
        }));

        assertThat(ran).containsExactly("block true", "turn true", "rows []", "turn after null");
        assertThat(fixtures.database.rows()).containsExactly(1, 2);
    }

    /** It takes the connection by itself, so that nobody is in the driver before that. */
    @Test
    void workHoldsNoConnectionOfItself() {
        Await.value(transactions.atomic().runAsync(() -> {
            BlockScope block = block();
            ForeignStep step = new ForeignStep(block, () -> {});
            assertThat(step.pinsLane()).isFalse();
            assertThat(step.isRefusable()).isTrue();
            block.executeStatement(() -> ran.add("pinned " + block.lane.isPinned()));
        }));

        assertThat(ran).containsExactly("pinned false");
    }

    @Test
    void endWaitsForTheWork() {
        CompletableFuture<Integer> inside = new CompletableFuture<>();
        CompletableFuture<Void> block = transactions.atomic().runAsync(() -> {
            BlockScope own = block();
            own.executeStatement(() -> {
                transactions.submit(insert(1)).join();
                inside.complete(own.running);
            });
        });

        assertThat(Await.value(inside)).as("work under way").isEqualTo(1);
        Await.value(block);
        assertThat(fixtures.database.rows()).containsExactly(1);
    }

    @Test
    void workThatIsDroppedRunsWhereItGetsNoConnection() {
        Await.value(transactions.atomic().named("order").runAsync(() -> {
            IllegalStateException why = new IllegalStateException("torn");
            ForeignStep step = new ForeignStep(block(), () -> {
                logThread();
                assertThatThrownBy(() -> transactions.submit(insert(1)))
                        .isInstanceOf(TransactionManagementException.class)
                        .hasMessage("A statement of block 'order' was dropped before it ran:"
                                + " java.lang.IllegalStateException")
                        .hasCause(why);
                ran.add("refused");
            });

            step.drop(why);
            assertThat(ran).hasSize(2);
            assertThat(ran.get(0)).matches(MemoryFixtures::isDispatch);
            assertThat(ran.get(1)).isEqualTo("refused");
        }));

        assertThat(fixtures.database.rows()).isEmpty();
    }

    private void logThread() {
        ran.add(Thread.currentThread().getName().replaceAll("[\\d-]+$", ""));
    }

    @Test
    void workThatIsDroppedRunsElsewhereIfOthersDependOnTheThread() {
        Await.value(transactions.atomic().runAsync(() -> {
            Thread here = Thread.currentThread();
            ForeignStep step = new ForeignStep(
                    block(), () -> ran.add(Thread.currentThread() == here ? "on the reserved thread" : "elsewhere"));

            ThreadState.current().runReserved(() -> step.drop(new IllegalStateException("torn")));
            Await.until("it has run", () -> !ran.isEmpty());
        }));

        assertThat(ran).containsExactly("elsewhere");
    }
}
