package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.body.Body;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a block in a test would be without the test. */
@Tag("tests")
final class AloneBlockTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    /** Looks at two blocks, one nested in the other. */
    private void assertPlaces(boolean isInTest) {
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            assertThat(outer.parent() != null).isEqualTo(isInTest);
            assertThat(AloneBlock.outermost(outer)).isSameAs(outer);
            assertThat(AloneBlock.depth(outer)).isZero();
            transactions.atomic().run(() -> {
                assertThat(AloneBlock.outermost(block())).isSameAs(outer);
                assertThat(AloneBlock.depth(block())).isEqualTo(1);
            });
        });
    }

    @Test
    void testIsNoBlockAround() {
        assertPlaces(false);
        TestBlock test = TestBlocks.of(transactions).open("default", "the test");
        try {
            assertPlaces(true);
        } finally {
            test.end();
        }
    }

    @Test
    void blockIsKeptIfItCommitsThoughItFails() {
        AtomicReference<BlockScope> left = new AtomicReference<>();
        assertThatThrownBy(() -> transactions
                        .atomic()
                        .noRollbackFor(IOException.class)
                        .run(() -> {
                            left.set(block());
                            assertThat(AloneBlock.isKept(block()))
                                    .as("before its end")
                                    .isFalse();
                            throw new IOException("commits");
                        }))
                .hasMessage("commits");
        assertThat(AloneBlock.isKept(left.get())).isTrue();
        assertThat(AloneBlock.isRolledBackAsAsked(left.get())).isFalse();

        transactions.atomic().run(() -> {
            left.set(block());
            transactions.setRollbackOnly(true);
        });
        assertThat(AloneBlock.isKept(left.get())).isFalse();
        assertThat(AloneBlock.isRolledBackAsAsked(left.get())).isTrue();
    }

    /** The transaction that it shares with the test tells nothing of it. */
    @Test
    void blockInATestIsKeptAsWasNoted() {
        BlockScope test = new UnopenedBlocks(transactions).outermost(() -> {});
        BlockScope block = new BlockScope(test, test.settings.aloneInTest(), test, Body.of(() -> {}), false);
        test.transaction().setRollbackOnly(true, test);
        assertThat(AloneBlock.isKept(block)).isFalse();
        assertThat(AloneBlock.isRolledBackAsAsked(block)).isFalse();

        AloneBlock.noteEnd(block, true, false);
        assertThat(AloneBlock.isKept(block)).isTrue();
        assertThat(AloneBlock.isRolledBackAsAsked(block)).isFalse();

        AloneBlock.noteEnd(block, false, true);
        assertThat(AloneBlock.isKept(block)).isFalse();
        assertThat(AloneBlock.isRolledBackAsAsked(block)).isTrue();
    }
}
