package dev.aatomic.runtime.pool;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.PoolDeadlockException;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G14: an independent block that would wait for the blocks that wait for it fails at once. */
@Tag("G14")
final class PoolDeadlockTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private static Atomic independent(Transactions transactions) {
        return transactions.atomic().propagation(Propagation.REQUIRES_NEW);
    }

    @Test
    void poolOfOneSaysWhy() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);
        AtomicInteger ran = new AtomicInteger();

        Throwable failure = Await.cause(transactions
                .atomic()
                .named("outer")
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> independent(transactions)
                                .named("inner")
                                .getStageAsync(() -> CompletableFuture.completedFuture(ran.incrementAndGet())))));

        assertThat(failure)
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining("Block 'inner' was not entered")
                .hasMessageContaining("of database 'default' by block 'outer'");
        assertThat(((PoolDeadlockException) failure).outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).hasValue(0);
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void blockAroundGoesOnWithoutIt() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> independent(transactions).getStageAsync(() -> transactions.submit(insert(2))))
                        .handle((n, failure) -> {
                            assertThat(failure).hasRootCauseInstanceOf(PoolDeadlockException.class);
                            return n;
                        })
                        .thenCompose(n -> transactions.submit(insert(3)))));

        assertThat(database.rows()).containsExactly(1, 3);
    }

    @Test
    void swallowedCircleBreaksTheBlockAround() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.cause(transactions.atomic().getStageAsync(() -> {
            independent(transactions).runAsync(() -> {});
            return transactions.submit(connection -> 1).exceptionally(refused -> 0);
        }));

        assertThat(failure)
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(PoolDeadlockException.class);
    }

    @Test
    void blockingFormsFailToo() throws Exception {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(database);

        transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> independent(transactions).run(() -> {})).isInstanceOf(PoolDeadlockException.class);
            assertThatThrownBy(() -> independent(transactions).get(() -> 1)).isInstanceOf(PoolDeadlockException.class);
            transactions.submit(insert(2)).join();
        });
        Await.value(transactions
                .atomic()
                .runAsync(
                        () -> assertThatThrownBy(() -> independent(transactions).run(() -> {}))
                                .isInstanceOf(PoolDeadlockException.class)));

        assertThat(database.rows()).containsExactly(1, 2);
    }

    @Test
    void everyFormFails() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));
        RetryPolicy policy = RetryPolicy.ofMaxAttempts(3);
        List<Throwable> failures = new CopyOnWriteArrayList<>();

        Await.value(transactions.atomic().runAsync(() -> {
            Atomic inner = independent(transactions);
            failures.add(Await.cause(inner.runAsync(() -> {})));
            failures.add(Await.cause(inner.getAsync(() -> 1)));
            failures.add(Await.cause(inner.enter()));
            failures.add(Await.cause(inner.retry(policy).runAsync(() -> {})));
            assertThatThrownBy(() -> inner.retry(policy).run(() -> {})).satisfies(failures::add);
        }));

        assertThat(failures)
                .hasSize(5)
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(PoolDeadlockException.class));
    }

    @Test
    void nestedBlocksCountAsTheirOutermost() {
        Transactions transactions = fixtures.transactions(fixtures.database(Server.H2, 1));

        Throwable failure = Await.cause(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .atomic()
                        .getStageAsync(() -> transactions
                                .atomic()
                                .savepoint(false)
                                .getStageAsync(() -> independent(transactions)
                                        .getStageAsync(() -> CompletableFuture.completedFuture(1))))));

        assertThat(failure).isInstanceOf(PoolDeadlockException.class);
    }

    @Test
    void chainOfIndependentBlocksFailsWhereThePoolEnds() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);

        Throwable failure = Await.cause(transactions
                .atomic()
                .named("first")
                .getStageAsync(() -> independent(transactions)
                        .named("second")
                        .getStageAsync(() -> independent(transactions)
                                .named("third")
                                .getStageAsync(() -> CompletableFuture.completedFuture(1)))));

        assertThat(failure)
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining("Block 'third'")
                .hasMessageContaining("block 'first'")
                .hasMessageContaining("block 'second'");
    }

    @Test
    void secondOfTwoClosesTheCircleAndTheFirstGoesOn() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<Scope> firstOpen = new CompletableFuture<>();
        CompletableFuture<Scope> secondOpen = new CompletableFuture<>();
        CompletableFuture<Integer> firstMay = new CompletableFuture<>();
        CompletableFuture<Integer> secondMay = new CompletableFuture<>();

        CompletableFuture<Boolean> firstWaits = new CompletableFuture<>();
        CompletableFuture<Integer> first = transactions.atomic().getStageAsync(() -> {
            firstOpen.complete(transactions.scope());
            return transactions.bind(firstMay).thenCompose(n -> {
                CompletableFuture<Integer> inner =
                        independent(transactions).getStageAsync(() -> transactions.submit(insert(1)));
                firstWaits.complete(true);
                return inner;
            });
        });
        CompletableFuture<Integer> second = transactions.atomic().getStageAsync(() -> {
            secondOpen.complete(transactions.scope());
            return transactions
                    .bind(secondMay)
                    .thenCompose(n -> independent(transactions).getStageAsync(() -> transactions.submit(insert(2))));
        });
        Await.value(firstOpen);
        Await.value(secondOpen);
        // A block that belongs to nobody waits before them, and changes nothing.
        CompletableFuture<Integer> stranger = transactions.atomic().getStageAsync(() -> transactions.submit(insert(3)));
        firstMay.complete(1);
        Await.value(firstWaits);
        secondMay.complete(2);

        assertThat(Await.cause(second)).isInstanceOf(PoolDeadlockException.class);
        Await.value(first);
        Await.value(stranger);
        assertThat(database.rows()).containsExactly(1, 3);
    }

    @Test
    void parallelIndependentBlocksShareWhatIsLeft() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);

        Await.value(transactions.atomic().getStageAsync(() -> {
            List<CompletableFuture<Integer>> inner = IntStream.range(0, 50)
                    .mapToObj(i -> independent(transactions).getStageAsync(() -> transactions.submit(insert(i))))
                    .toList();
            return CompletableFuture.allOf(inner.toArray(CompletableFuture[]::new));
        }));

        assertThat(database.rows()).hasSize(50);
    }

    @Test
    void twoDatabasesThatCross() {
        PooledDatabase left = fixtures.database(Server.H2, 1);
        PooledDatabase right = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("left", left.source(), 1).database("right", right.source(), 1));
        CompletableFuture<Integer> mayCross = new CompletableFuture<>();
        CompletableFuture<Integer> mayWait = new CompletableFuture<>();
        CompletableFuture<Boolean> waits = new CompletableFuture<>();
        Atomic onLeft = transactions.atomic().using("left");
        Atomic onRight = transactions.atomic().using("right");

        CompletableFuture<Integer> leftFirst = onLeft.named("left first")
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> transactions.bind(mayWait))
                        .thenCompose(n -> {
                            CompletableFuture<Integer> inner =
                                    onRight.named("right inside").getStageAsync(() -> transactions.submit(insert(2)));
                            waits.complete(true);
                            return inner;
                        }));
        CompletableFuture<Integer> rightFirst = onRight.named("right first")
                .getStageAsync(() -> transactions
                        .submit(insert(3))
                        .thenCompose(n -> transactions.bind(mayCross))
                        .thenCompose(
                                n -> onLeft.named("left inside").getStageAsync(() -> transactions.submit(insert(4)))));
        Await.until("both hold", () -> left.active() == 1 && right.active() == 1);
        mayWait.complete(1);
        Await.value(waits);
        mayCross.complete(1);

        assertThat(Await.cause(rightFirst))
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining("Block 'left inside'")
                .hasMessageContaining("of database 'left' by block 'left first'")
                .hasMessageContaining("of database 'right' by block 'right first'");
        Await.value(leftFirst);
        assertThat(left.rows()).containsExactly(1);
        assertThat(right.rows()).containsExactly(2);
    }

    @Test
    void blockNestedInOneDatabaseFromInsideAnother() {
        PooledDatabase left = fixtures.database(Server.H2, 2);
        PooledDatabase right = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("left", left.source(), 2).database("right", right.source(), 1));
        Atomic onLeft = transactions.atomic().using("left");
        Atomic onRight = transactions.atomic().using("right");

        Throwable failure = Await.cause(onLeft.getStageAsync(() -> onRight.named("right")
                .getStageAsync(() -> onLeft.getStageAsync(() -> independent(transactions)
                        .using("right")
                        .getStageAsync(() -> CompletableFuture.completedFuture(1))))));

        assertThat(failure)
                .isInstanceOf(PoolDeadlockException.class)
                .hasMessageContaining("of database 'right' by block 'right'");
    }

    @Test
    void otherDatabaseWithConnectionsToSpareIsNoCircle() {
        PooledDatabase left = fixtures.database(Server.H2, 1);
        PooledDatabase right = fixtures.database(Server.H2, 1);
        Transactions transactions = fixtures.transactions(
                Transactions.builder().database("left", left.source(), 1).database("right", right.source(), 1));
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Scope> taken = new CompletableFuture<>();
        CompletableFuture<Integer> holder = transactions.atomic().using("right").getStageAsync(() -> {
            taken.complete(transactions.scope());
            return gate;
        });
        Await.value(taken);

        CompletableFuture<Integer> outer = transactions
                .atomic()
                .using("left")
                .getStageAsync(
                        () -> transactions.atomic().using("right").getStageAsync(() -> transactions.submit(insert(1))));
        Await.until("the block is open", () -> left.active() == 1);
        gate.complete(1);

        Await.value(holder);
        Await.value(outer);
        assertThat(right.rows()).containsExactly(1);
    }

    @Test
    void blockThatWaitedAndWasCancelledHoldsUpNobody() {
        PooledDatabase database = fixtures.database(Server.H2, 2);
        Transactions transactions = fixtures.transactions(database);
        CompletableFuture<CompletableFuture<Integer>> waiting = new CompletableFuture<>();
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<Integer> outerGate = new CompletableFuture<>();
        CompletableFuture<Scope> otherOpen = new CompletableFuture<>();
        CompletableFuture<Integer> other = transactions.atomic().getStageAsync(() -> {
            otherOpen.complete(transactions.scope());
            return transactions
                    .bind(gate)
                    .thenCompose(n -> independent(transactions).getStageAsync(() -> transactions.submit(insert(2))));
        });
        Await.value(otherOpen);
        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> inner =
                    independent(transactions).getStageAsync(() -> transactions.submit(insert(1)));
            waiting.complete(inner);
            return outerGate;
        });
        CompletableFuture<Integer> inner = Await.value(waiting);
        assertThat(inner.cancel(true)).isTrue();
        Await.end(inner);

        gate.complete(1);
        outerGate.complete(1);

        Await.value(outer);
        Await.value(other);
        assertThat(database.rows()).containsExactly(2);
    }
}
