package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.autocommit.AutocommitContext;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.LogCapture;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G15: what all blocks share knows what a call means, and who may still begin. */
@Tag("G15")
final class ServicesTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<Services> engines = new ArrayList<>();

    private Services engine(Transactions transactions) {
        transactions.atomic().durable().run(() -> engines.add(block().engine()));
        return engines.remove(0);
    }

    @Test
    void callThatNamesNoDatabaseMeansTheOneAroundItElseTheFirst() {
        Transactions transactions =
                fixtures.transactions(1, builder -> builder.database("other", fixtures.source(), 1));
        Services engine = engine(transactions);

        assertThat(engine.resolve(null).name()).isEqualTo("default");
        transactions
                .database("other")
                .atomic()
                .run(() -> assertThat(engine.resolve(block()).name()).isEqualTo("other"));
        fixtures.transactions(1)
                .atomic()
                .run(() -> assertThat(engine.resolve(block()).name())
                        .as("inside a block of another")
                        .isEqualTo("default"));
    }

    @Test
    void newWorkIsRefusedOnceItCloses() {
        Transactions transactions = fixtures.transactions(2);
        Services engine = engine(transactions);
        assertThat(engine.isClosedFor(null)).isFalse();
        assertThat(engine.isClosing).isFalse();
        transactions.atomic().propagation(Propagation.NOT_SUPPORTED).run(() -> {
            transactions
                    .atomic()
                    .run(() -> transactions.onCommit(() -> {
                        engine.refuseBlocks();
                        assertThat(engine.isClosing).isTrue();
                        assertThat(engine.isClosedFor(ThreadState.currentContext()))
                                .as("in a hook")
                                .isFalse();
                    }));
            assertThat(engine.openBodyAround(ThreadState.currentContext())).isNotNull();
            assertThat(engine.isClosedFor(ThreadState.currentContext()))
                    .as("in a block without a transaction that is open")
                    .isFalse();
        });
        assertThat(engine.isClosedFor(null)).isTrue();
        assertThat(engine.openBodyAround(null)).isNull();
    }

    @Test
    void nothingMayBeginOnceAllHasEnded() {
        Transactions transactions = fixtures.transactions(1);
        Services engine = engine(transactions);
        transactions
                .atomic()
                .run(() -> transactions.onCommit(() -> {
                    engine.refuseAll();
                    assertThat(engine.isClosedFor(ThreadState.currentContext())).isTrue();
                }));
    }

    @Test
    void bodyThatIsOverIsNoneThatIsOpen() {
        Transactions transactions = fixtures.transactions(1);
        Services engine = engine(transactions);
        List<AutocommitContext> left = new ArrayList<>();
        transactions
                .atomic()
                .propagation(Propagation.NOT_SUPPORTED)
                .run(() -> left.add((AutocommitContext) ThreadState.currentContext()));

        assertThat(engine.openBodyAround(left.get(0))).isNull();
    }

    @Test
    void settingsAreThoseOfTheBuilder() {
        Services plain = engine(fixtures.transactions(1));
        assertThat(plain.requiresDurable).isFalse();
        assertThat(plain.isSilentRollback).isFalse();
        Services set = engine(
                fixtures.transactions(1, builder -> builder.requireDurable().silentRollback(true)));
        assertThat(set.requiresDurable).isTrue();
        assertThat(set.isSilentRollback).isTrue();
    }

    @Test
    void reasonsNameTheBlock() {
        Services engine = engine(fixtures.transactions(1));

        assertThat(engine.refusedByClose("'order'", null))
                .hasMessage("Block 'order' was refused because these transactions are closed");
        assertThat(engine.cancelledByClose("'order'"))
                .hasMessage("The transactions were closed while block 'order' was open");
        assertThat(engine.workRefusedByClose())
                .hasMessage("A step or connection outside any block was refused because these transactions are"
                        + " closed");
    }

    @Test
    void failureThatIsToleratedIsLogged() {
        Services engine = engine(fixtures.transactions(1));
        try (LogCapture log = new LogCapture()) {
            engine.logTolerated("hook", "'order'", new IOException("of the hook"));

            assertThat(log.lines())
                    .containsExactly("Hook java.lang.String of block 'order' failed after the end of its transaction"
                            + " java.io.IOException: of the hook");
        }
    }
}
