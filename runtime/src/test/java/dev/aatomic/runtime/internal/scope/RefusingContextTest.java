package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.internal.lane.ThreadState;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: work that came too late runs, and gets nothing of the block. */
@Tag("G5")
final class RefusingContextTest {

    @RegisterExtension
    final MemoryFixtures fixtures = new MemoryFixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final TransactionManagementException late = new TransactionManagementException("too late", null);
    private Transactions transactions;

    @BeforeEach
    void open() {
        transactions = fixtures.transactions(1);
    }

    private void in(Propagation propagation, Consumer<ScopeContext> test) {
        transactions
                .atomic()
                .propagation(propagation)
                .run(() -> test.accept(
                        (ScopeContext) Objects.requireNonNull(ThreadState.currentContext(), "no scope is current")));
    }

    @Test
    void whatTouchesTheBlockIsRefused() {
        in(Propagation.REQUIRED, scope -> {
            RefusingContext refusing = new RefusingContext(scope, late);

            assertThatThrownBy(() -> refusing.submit(insert(1))).isSameAs(late);
            assertThatThrownBy(() -> refusing.register(null)).isSameAs(late);
            assertThatThrownBy(() -> refusing.setRollbackOnly(true)).isSameAs(late);
            assertThatThrownBy(refusing::isRollbackOnly).isSameAs(late);
            assertThatThrownBy(refusing::openConnection).isSameAs(late);
            assertThatThrownBy(() -> refusing.executeStatement(() -> ran.add("statement")))
                    .isSameAs(late);
        });

        assertThat(ran).isEmpty();
        assertThat(fixtures.database.rows()).isEmpty();
    }

    @Test
    void itStandsWhereItsBlockDoes() {
        in(
                Propagation.REQUIRED,
                outer -> in(Propagation.REQUIRED, scope -> {
                    RefusingContext refusing = new RefusingContext(scope, late);

                    assertThat(refusing.opener()).isSameAs(outer);
                    assertThat(refusing.engine()).isSameAs(scope.engine());
                    assertThat(refusing.database()).isSameAs(scope.database());
                    assertThat(refusing.covers(scope.database())).isTrue();
                    assertThat(refusing.covers(null)).isFalse();
                    assertThat(refusing.isAutocommit()).isFalse();
                }));
        in(
                Propagation.NOT_SUPPORTED,
                scope -> assertThat(new RefusingContext(scope, late).isAutocommit())
                        .isTrue());
    }

    @Test
    void whatIsAttachedGoesOnInTheBlock() {
        in(Propagation.REQUIRED, scope -> {
            RefusingContext refusing = new RefusingContext(scope, late);

            refusing.execute(() -> ran.add("at once " + (ThreadState.currentContext() == scope)));
            assertThat(ran).containsExactly("at once true");
            refusing.executeLater(() -> ran.add("later " + (ThreadState.currentContext() == scope)));
            assertThat(ran).hasSize(1);
        });

        Await.until("it has gone on", () -> ran.size() == 2);
        assertThat(ran).containsExactly("at once true", "later true");
    }
}
