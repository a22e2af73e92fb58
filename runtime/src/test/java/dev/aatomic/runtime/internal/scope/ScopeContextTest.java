package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.memory.MemoryFixtures.block;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.Context;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G10: what a call means that is made somewhere inside blocks of several databases, and of several Transactions. */
@Tag("G10")
final class ScopeContextTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private Transactions transactions;
    private Transactions others;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(3, builder -> builder.database("other", fixtures.source(), 2));
        others = fixtures.transactions(2);
    }

    private static Context here() {
        return Objects.requireNonNull(ThreadState.currentContext());
    }

    // ---- the innermost

    @Test
    void innermostIsThatOfTheDatabase() {
        transactions.atomic().run(() -> {
            BlockScope first = block();
            transactions.database("other").atomic().run(() -> {
                BlockScope second = block();

                assertThat(ScopeContext.innermost(second, first.database())).isSameAs(first);
                assertThat(ScopeContext.innermost(second, second.database())).isSameAs(second);
                assertThat(ScopeContext.innermost(first, second.database())).isNull();
                assertThat(ScopeContext.innermost(null, second.database())).isNull();
                assertThat(ScopeContext.innermost(second, first.engine())).isSameAs(second);
                assertThat(ScopeContext.innermostBlock(second, first.engine())).isSameAs(second);
            });
        });
    }

    @Test
    void innermostIsThatOfTheEngine() {
        transactions.atomic().run(() -> {
            BlockScope first = block();
            others.atomic().run(() -> {
                BlockScope second = block();

                assertThat(ScopeContext.innermost(second, first.engine())).isSameAs(first);
                assertThat(ScopeContext.innermostBlock(second, first.engine())).isSameAs(first);
                assertThat(ScopeContext.innermost(first, second.engine())).isNull();
                assertThat(ScopeContext.innermostBlock(first, second.engine())).isNull();
                assertThat(ScopeContext.innermostBlock(null, second.engine())).isNull();
            });
        });
    }

    @Test
    void innermostBlockIsAroundWhatHasNoTransaction() {
        transactions.atomic().run(() -> {
            BlockScope around = block();
            transactions.autocommit(() -> {
                assertThat(ScopeContext.innermost(here(), around.engine())).isSameAs(here());
                assertThat(ScopeContext.innermostBlock(here(), around.engine())).isSameAs(around);
                return null;
            });
        });
    }

    @Test
    void onlyTheAutocommitContextCommitsEachStatementAlone() {
        transactions.atomic().run(() -> assertThat(block().isAutocommit()).isFalse());
        transactions.autocommit(() -> {
            assertThat(((ScopeContext) here()).isAutocommit()).isTrue();
            return null;
        });
    }

    // ---- within

    @Test
    void whatIsOpenedInABlockIsWithinIt() {
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            assertThat(ScopeContext.isWithin(outer, outer)).isTrue();
            assertThat(ScopeContext.isWithin(null, outer)).isFalse();
            transactions.atomic().run(() -> {
                assertThat(ScopeContext.isWithin(block(), outer)).isTrue();
                assertThat(ScopeContext.isWithin(outer, block())).isFalse();
            });
            transactions
                    .atomic()
                    .propagation(Propagation.REQUIRES_NEW)
                    .run(() -> assertThat(ScopeContext.isWithin(block(), outer)).isTrue());
            transactions.autocommit(() -> {
                assertThat(ScopeContext.isWithin(here(), outer)).isTrue();
                return null;
            });
        });
    }

    @Test
    void blockOfAnotherEngineWaitsForNobodyThere() {
        transactions.atomic().run(() -> {
            BlockScope outer = block();
            others.atomic()
                    .run(() -> assertThat(ScopeContext.isWithin(block(), outer)).isFalse());
        });
    }

    @Test
    void hooksAreWithinTheirBlockAndWhatTheyOpenIsNot() {
        transactions.atomic().run(() -> {
            BlockScope block = block();
            transactions.onCommit(() -> {
                assertThat(ScopeContext.isWithin(here(), block)).as("a hook").isTrue();
                transactions
                        .atomic()
                        .run(() -> assertThat(ScopeContext.isWithin(block(), block))
                                .as("a block of a hook")
                                .isFalse());
            });
        });
    }

    // ---- hooks, and bodies without a transaction

    @Test
    void whatAHookOpensIsInTheHooksOfItsEngine() {
        transactions.atomic().run(() -> {
            Services engine = block().engine();
            assertThat(ScopeContext.isInHook(null, engine)).isFalse();
            assertThat(ScopeContext.isInHook(here(), engine)).as("a block").isFalse();
            assertThat(block().isOfHooks()).isFalse();
            others.atomic().run(() -> {
                Services other = block().engine();
                others.onCommit(() -> {
                    assertThat(ScopeContext.isInHook(here(), other)).isTrue();
                    assertThat(ScopeContext.isInHook(here(), engine))
                            .as("a hook of others")
                            .isFalse();
                    others.atomic()
                            .run(() -> assertThat(ScopeContext.isInHook(here(), other))
                                    .as("a block of a hook")
                                    .isTrue());
                });
            });
        });
    }

    @Test
    void bodyWithoutATransactionIsAroundWhatIsNotInANearerBlock() {
        transactions.atomic().run(() -> {
            Services engine = block().engine();
            assertThat(ScopeContext.bodyAround(here(), engine)).isNull();
            transactions.atomic().propagation(Propagation.NOT_SUPPORTED).run(() -> {
                BlockWithoutTransaction body = ((ScopeContext) here()).ofBody();
                assertThat(body).isNotNull();
                assertThat(ScopeContext.bodyAround(here(), engine)).isSameAs(body);
                others.atomic().run(() -> {
                    assertThat(ScopeContext.bodyAround(here(), engine))
                            .as("in a block of others")
                            .isSameAs(body);
                    assertThat(ScopeContext.bodyAround(here(), block().engine()))
                            .as("of others")
                            .isNull();
                });
                transactions
                        .atomic()
                        .run(() -> assertThat(ScopeContext.bodyAround(here(), engine))
                                .as("in a nearer block")
                                .isNull());
            });
        });
    }
}
