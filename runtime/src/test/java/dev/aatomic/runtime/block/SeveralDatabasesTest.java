package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.bad;
import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Scope;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Blocks on different databases are transactions of their own; a call that names none means the innermost block's. */
@Tag("G10")
final class SeveralDatabasesTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private PooledDatabase first;
    private PooledDatabase second;
    private Transactions transactions;
    private Atomic other;

    @BeforeEach
    void open() {
        first = fixtures.database(Server.H2, 2);
        second = fixtures.database(Server.POSTGRES, 2);
        transactions = fixtures.transactions(
                Transactions.builder().database("default", first.source(), 2).database("other", second.source(), 2));
        other = transactions.atomic().using("other");
    }

    @Test
    void callThatNamesNoDatabaseMeansTheInnermostBlocks() {
        Await.value(other.getStageAsync(() -> {
            assertThat(transactions.scope().database()).isEqualTo("other");
            return transactions
                    .submit(insert(1))
                    .thenCompose(fixtures.foreign()::later)
                    // A block that names none either.
                    .thenCompose(n -> transactions.atomic().getStageAsync(() -> {
                        assertThat(transactions.scope().depth()).isEqualTo(1);
                        return transactions.submit(insert(2));
                    }));
        }));
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(3))));

        assertThat(second.rows()).containsExactly(1, 2);
        assertThat(first.rows()).containsExactly(3);
    }

    @Test
    void namedDatabaseMeansItsOwnInnermostBlock() {
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> other.getStageAsync(() -> transactions
                        .database("default")
                        .submit(insert(1))
                        .thenCompose(n -> transactions.database("other").submit(insert(2)))
                        .thenCompose(n -> transactions.submit(insert(3))))));

        assertThat(first.rows()).containsExactly(1);
        assertThat(second.rows()).containsExactly(2, 3);
    }

    @Test
    void innerBlockOfAnotherDatabaseCommitsAtItsOwnEnd() {
        Throwable failure = Await.cause(transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> ran.add("default"));
            return transactions
                    .submit(insert(1))
                    .thenCompose(n -> other.getStageAsync(() -> {
                        transactions.onCommit(() -> ran.add("other"));
                        return transactions.submit(insert(2));
                    }))
                    .thenCompose(n -> {
                        assertThat(second.rows()).containsExactly(2);
                        assertThat(ran).containsExactly("other");
                        return CompletableFuture.failedFuture(new IOException("outer"));
                    });
        }));

        assertThat(failure).isInstanceOf(IOException.class);
        assertThat(first.rows()).isEmpty();
        assertThat(second.rows()).containsExactly(2);
        assertThat(ran).containsExactly("other");
    }

    @Test
    void endWaitsForBlockOfTheOtherDatabaseThatWasOpenedInside() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        CompletableFuture<CompletableFuture<Integer>> otherBlock = new CompletableFuture<>();

        CompletableFuture<Integer> outer = transactions.atomic().getStageAsync(() -> {
            CompletableFuture<Integer> inner = other.getStageAsync(() -> {
                transactions.onCommit(() -> ran.add("other"));
                // Nested in the outer block, opened in the other one, which does not wait for it itself.
                transactions.atomic().using("default").getStageAsync(() -> {
                    transactions.onCommit(() -> ran.add("nested"));
                    return transactions
                            .bind(gate)
                            .thenCompose(n -> transactions.submit(insert(1)))
                            .thenApply(n -> {
                                ran.add("body");
                                return n;
                            });
                });
                return CompletableFuture.completedFuture(1);
            });
            otherBlock.complete(inner);
            return inner;
        });
        Await.value(otherBlock);
        gate.complete(1);

        Await.value(outer);
        assertThat(ran).containsExactly("body", "other", "nested");
        assertThat(first.rows()).containsExactly(1);
    }

    @Test
    void failureOfTheOneDoesNotMarkTheOther() {
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> transactions
                        .submit(insert(1))
                        .thenCompose(n -> other.getStageAsync(() -> transactions.submit(bad())))
                        .handle((n, failure) -> {
                            assertThat(failure).isNotNull();
                            assertThat(transactions.isRollbackOnly()).isFalse();
                            return n;
                        })
                        .thenCompose(n -> transactions.submit(insert(2)))));

        assertThat(first.rows()).containsExactly(1, 2);
        assertThat(second.rows()).isEmpty();
    }

    @Test
    void durableAsksForItsOwnDatabaseOnly() {
        Await.value(transactions
                .atomic()
                .getStageAsync(() -> other.durable().getStageAsync(() -> transactions.submit(insert(2)))));

        assertThat(second.rows()).containsExactly(2);
    }

    @Test
    void hookBelongsToTheDatabaseOfTheInnermostBlock() {
        Throwable failure = Await.cause(transactions
                .atomic()
                .getStageAsync(() -> other.getStageAsync(() -> {
                            transactions.onCommit(() -> ran.add("innermost"));
                            transactions.database("default").onCommit(() -> ran.add("default"));
                            return transactions.submit(insert(1));
                        })
                        .thenCompose(n -> CompletableFuture.failedFuture(new IOException("outer")))));

        assertThat(failure).isInstanceOf(IOException.class);
        assertThat(ran).containsExactly("innermost");
    }

    @Test
    void blocksOnBothDatabasesRunBesideEachOther() {
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        List<CompletableFuture<Integer>> blocks = new ArrayList<>();
        blocks.add(transactions
                .atomic()
                .getStageAsync(() -> transactions.submit(insert(1)).thenCompose(n -> gate)));
        blocks.add(other.getStageAsync(() -> transactions.submit(insert(2)).thenApply(n -> {
            gate.complete(n);
            return n;
        })));

        blocks.forEach(Await::value);
        assertThat(first.rows()).containsExactly(1);
        assertThat(second.rows()).containsExactly(2);
    }

    @Test
    void statementOfTheOuterDatabaseRunsWhileTheOtherBlockIsOpen() {
        Await.value(transactions.atomic().getStageAsync(() -> {
            Scope outer = transactions.scope();
            return other.getStageAsync(() -> outer.submit(insert(1)).thenCompose(n -> transactions.submit(insert(2))));
        }));

        assertThat(first.rows()).containsExactly(1);
        assertThat(second.rows()).containsExactly(2);
    }

    @Test
    void manyCrossingBlocksAllEnd() {
        List<CompletableFuture<Integer>> blocks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int value = i;
            blocks.add(transactions
                    .atomic()
                    .getStageAsync(() -> transactions
                            .submit(insert(value))
                            .thenCompose(fixtures.foreign()::later)
                            .thenCompose(n -> other.getStageAsync(() -> transactions.submit(insert(value))))));
        }

        blocks.forEach(Await::value);
        assertThat(first.rows()).hasSize(20);
        assertThat(second.rows()).hasSize(20);
    }

    /** K9: it is part of the block that it is nested in, and of no concern to the one it was opened in. */
    @Test
    void k9NestedBlockOpenedInAnotherDatabasesBlockBreaksTheOneItBelongsTo() {
        IOException failure = new IOException("nested");

        CompletableFuture<CompletableFuture<Integer>> otherBlock = new CompletableFuture<>();
        Throwable thrown = Await.cause(transactions.atomic().getStageAsync(() -> {
            transactions.submit(insert(1));
            CompletableFuture<Integer> inner = other.getStageAsync(() -> {
                transactions.atomic().using("default").getStageAsync(() -> {
                    transactions.submit(insert(2));
                    return CompletableFuture.failedFuture(failure);
                });
                return transactions.submit(insert(3));
            });
            otherBlock.complete(inner);
            return inner;
        }));

        assertThat(thrown).isInstanceOf(UnexpectedRollbackException.class).hasCause(failure);
        assertThat(Await.value(Await.value(otherBlock))).isEqualTo(1);
        assertThat(first.rows()).isEmpty();
        assertThat(second.rows()).containsExactly(3);
    }
}
