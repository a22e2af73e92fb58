package dev.aatomic.examples.guide.nesting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.DurableNestedException;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NestingTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();
    private final Nesting nesting = new Nesting(transactions, AatomicJooq.dsl(transactions, SQLDialect.H2));

    @Test
    void orderStandsWithoutThePoint() {
        Orders orders = new Orders(transactions);

        assertThat(Await.value(orders.place(1, 7))).isTrue();
        assertThat(Await.value(orders.place(2, 7))).isFalse(); // a sixth point is refused

        assertThat(database.orders()).isEqualTo(2);
        assertThat(database.points()).isEqualTo(5);
    }

    @Test
    void pointAloneIsATransaction() {
        Await.value(new Orders(transactions).grantPoint(7).toCompletableFuture());

        assertThat(database.points()).isEqualTo(5);
    }

    @Test
    void failureOfAMergedBlockTakesTheOneAroundAlong() {
        assertThatThrownBy(nesting::merged).isInstanceOf(UnexpectedRollbackException.class);

        assertThat(database.orders()).isZero();
    }

    @Test
    void mergedBlockSucceedsWithTheOneAround() {
        transactions.atomic().run(() -> {
            nesting.place(1);
            transactions.atomic().savepoint(false).run(() -> nesting.place(2));
        });

        assertThat(database.orders()).isEqualTo(2);
    }

    @Test
    void durableBlockIsOutermost() {
        nesting.settle();
        assertThatThrownBy(() -> transactions.atomic().run(nesting::settle)).isInstanceOf(DurableNestedException.class);

        assertThat(database.orders()).isEqualTo(1);
    }

    @Test
    void independentBlockStays() {
        assertThatThrownBy(nesting::independent).isInstanceOf(IllegalStateException.class);

        assertThat(database.orders()).isEqualTo(1);
    }

    @Test
    void independentBlockThatWouldWaitForEverFails() {
        Atomic independent = transactions.atomic().propagation(Propagation.REQUIRES_NEW);
        int connections = transactions.metrics().database("default").connections();

        assertThatThrownBy(() -> nested(independent, connections + 1)).isInstanceOf(PoolDeadlockException.class);
    }

    private static void nested(Atomic independent, int depth) {
        independent.run(() -> {
            if (depth > 1) {
                nested(independent, depth - 1);
            }
        });
    }

    @Test
    void mandatoryAndNeverAreErrorsInTheOtherPlace() {
        Atomic mandatory = transactions.atomic().propagation(Propagation.MANDATORY);
        Atomic never = transactions.atomic().propagation(Propagation.NEVER);

        assertThatThrownBy(() -> mandatory.run(() -> {})).isInstanceOf(TransactionManagementException.class);
        assertThatThrownBy(() -> transactions.atomic().run(() -> never.run(() -> {})))
                .isInstanceOf(TransactionManagementException.class);
        transactions.atomic().run(() -> mandatory.run(() -> nesting.place(1)));
        never.run(() -> nesting.place(2));

        assertThat(database.orders()).isEqualTo(2);
    }

    @Test
    void stricterBlockIsAnError() {
        Atomic writing = transactions.atomic().readOnly(false);

        assertThatThrownBy(() -> transactions.atomic().readOnly().run(() -> writing.run(() -> {})))
                .isInstanceOf(TransactionManagementException.class);
    }

    @Test
    void rollbackThatWasAskedForIsNoFailure() {
        nesting.dryRun();

        assertThat(database.orders()).isZero();
    }

    @Test
    void savepointByHandUndoes() {
        assertThat(Await.value(nesting.placeAndForget())).isZero();
        assertThat(database.orders()).isZero();
    }

    @Test
    void blocksThatStartTogetherRunInTurn() {
        assertThat(Await.value(nesting.parallel())).isEqualTo(2);
    }
}
