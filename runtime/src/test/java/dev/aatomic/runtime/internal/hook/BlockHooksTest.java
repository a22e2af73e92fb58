package dev.aatomic.runtime.internal.hook;

import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.scope.BlockScope;
import dev.aatomic.runtime.internal.scope.EndVerdict;
import dev.aatomic.runtime.internal.scope.Unfinished;
import dev.aatomic.runtime.internal.transaction.RegisteredHooks;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A block whose hooks are to run is not over before they have. */
@Tag("hooks")
final class BlockHooksTest {

    private static final EndVerdict COMMITTED = new EndVerdict(Outcome.COMMITTED, null, false);

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new ArrayList<>();
    private final List<Throwable> told = new ArrayList<>();
    private final BlockHooks hooks = new BlockHooks();
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    @Test
    void blockIsUnfinishedWhileItsHooksRunAndUntilItsCallerIsTold() {
        transactions.atomic().run(() -> {
            BlockScope block = block();
            Unfinished unfinished = block.engine.unfinished;
            transactions.onCommit(() -> ran.add("unfinished " + !unfinished.isEmpty()));

            List<RegisteredHooks.Hook> taken = hooks.take(block, Outcome.COMMITTED);
            assertThat(unfinished.isEmpty()).as("none is left").isFalse();
            hooks.run(block, taken, COMMITTED, told::add);

            assertThat(unfinished.all()).as("its hooks are not").containsExactly(block);
            unfinished.remove(block);
        });

        assertThat(ran).containsExactly("unfinished true");
        assertThat(told).hasSize(1).containsOnlyNulls();
    }

    @Test
    void blockWithoutHooksIsUnfinishedUntilItsCallerIsTold() {
        transactions.atomic().run(() -> {
            BlockScope block = block();
            Unfinished unfinished = block.engine.unfinished;
            List<RegisteredHooks.Hook> taken = hooks.take(block, Outcome.COMMITTED);
            assertThat(unfinished.isEmpty()).as("none is left").isTrue();

            unfinished.add(block);
            hooks.run(block, taken, COMMITTED, told::add);

            assertThat(unfinished.all()).containsExactly(block);
            unfinished.remove(block);
        });

        assertThat(told).hasSize(1).containsOnlyNulls();
    }
}
