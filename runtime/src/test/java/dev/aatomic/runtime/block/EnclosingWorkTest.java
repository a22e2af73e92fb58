package dev.aatomic.runtime.block;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * I4: what another library does in its transaction while a block takes part in it, past the block's handles, and what it holds back
 * meanwhile, as JPA does.
 */
@Tag("propagation")
final class EnclosingWorkTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final IOException failure = new IOException("body");
    private @Nullable PooledDatabase database;
    private @Nullable ThreadTransactions library;

    private Transactions open(Server server) {
        PooledDatabase created = fixtures.database(server, 3);
        ThreadTransactions around = new ThreadTransactions(created.source());
        database = created;
        library = around;
        return fixtures.transactions(created, builder -> builder.enclosing(around));
    }

    private ThreadTransactions library() {
        return Objects.requireNonNull(library);
    }

    private List<Integer> rows() {
        return Objects.requireNonNull(database).rows();
    }

    private void holdBack(int value) {
        library().holdBack(connection -> Sql.insert(connection, value));
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4WorkPastABlockThatFailsIsUndoneWithIt(Server server) throws Exception {
        Transactions transactions = open(server);

        library().run(connection -> {
            Sql.insert(connection, 1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        Sql.insert(connection, 2);
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThatThrownBy(() -> transactions.atomic().get(() -> {
                        Sql.insert(connection, 3);
                        throw failure;
                    }))
                    .isSameAs(failure);
            ThreadBlocks.OpenBlock block = library().blocks().open(transactions.atomic());
            Sql.insert(connection, 4);
            block.end(failure);
            Sql.insert(connection, 5);
        });

        assertThat(rows()).containsExactly(1, 5);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4WhatIsHeldBackGoesWithTheBlockInWhichItWasDone(Server server) throws Exception {
        Transactions transactions = open(server);

        library().run(connection -> {
            holdBack(1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        holdBack(2);
                        throw failure;
                    }))
                    .isSameAs(failure);
            holdBack(3);
            transactions.atomic().run(() -> holdBack(4));
            ThreadBlocks.OpenBlock kept = library().blocks().open(transactions.atomic());
            holdBack(5);
            kept.end(null);
            ThreadBlocks.OpenBlock undone = library().blocks().open(transactions.atomic());
            holdBack(6);
            undone.end(failure);
        });

        assertThat(rows()).containsExactly(1, 3, 4, 5);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4WhatWasHeldBackIsSeenByTheBlock(Server server) throws Exception {
        Transactions transactions = open(server);

        library().run(connection -> {
            holdBack(1);
            for (boolean savepoint : List.of(true, false)) {
                transactions
                        .atomic()
                        .savepoint(savepoint)
                        .run(() -> assertThat(transactions.submit(Sql.entries()).join())
                                .containsExactly(1));
            }
        });

        assertThat(rows()).containsExactly(1);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4NestedBlocksHaveTheirSavepointsAtOnceToo(Server server) throws Exception {
        Transactions transactions = open(server);

        library()
                .run(connection -> transactions.atomic().run(() -> {
                    holdBack(1);
                    assertThatThrownBy(() -> transactions.atomic().run(() -> {
                                holdBack(2);
                                throw failure;
                            }))
                            .isSameAs(failure);
                    assertThatThrownBy(() -> transactions.atomic().run(() -> {
                                Sql.insert(connection, 3);
                                throw failure;
                            }))
                            .isSameAs(failure);
                    assertThatThrownBy(() -> transactions
                                    .atomic()
                                    .getStageAsync(() -> {
                                        holdBack(4);
                                        return CompletableFuture.failedFuture(failure);
                                    })
                                    .join())
                            .hasCause(failure);
                    transactions.atomic().run(() -> holdBack(5));
                    transactions
                            .atomic()
                            .getStageAsync(() -> transactions.submit(insert(6)))
                            .join();
                }));

        assertThat(rows()).containsExactly(1, 5, 6);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4SavepointsOfTheUsersStandBehindWhatWasHeldBack(Server server) throws Exception {
        Transactions transactions = open(server);

        library()
                .run(connection -> transactions.atomic().run(() -> {
                    holdBack(1);
                    Savepoint savepoint = transactions.savepoint().join();
                    holdBack(2);
                    transactions.savepointRollback(savepoint).join();
                    holdBack(3);
                }));

        assertThat(rows()).containsExactly(1, 3);
    }

    /** The block answers for what was done in it, even if that is sent only as it ends. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i4WhatIsHeldBackInABlockAndRefusedFailsTheBlock(Server server) throws Exception {
        Transactions transactions = open(server);

        Outcome outcome = library().run(connection -> {
            holdBack(1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> holdBack(1)))
                    .isInstanceOf(SQLException.class);
            holdBack(2);
            transactions.atomic().run(() -> {
                assertThatThrownBy(() -> transactions.atomic().run(() -> holdBack(2)))
                        .isInstanceOf(SQLException.class);
                holdBack(3);
            });
        });

        assertThat(outcome).isEqualTo(Outcome.COMMITTED);
        assertThat(rows()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i4WhatWasHeldBackBeforeAndIsRefusedMustNotCommit(Server server) throws Exception {
        Transactions transactions = open(server);

        Outcome outcome = library().run(connection -> {
            holdBack(1);
            holdBack(1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> ran.add("body")))
                    .isInstanceOf(SQLException.class);
        });

        assertThat(outcome).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).isEmpty();
        assertThat(rows()).isEmpty();
    }

    /** PostgreSQL's has been given up then, and sets no savepoint; it is the library's to roll back, on an open connection. */
    @Test
    void i4BlockInATransactionThatHasFailedIsRefusedAndTheTransactionRolledBack() throws Exception {
        Transactions transactions = open(Server.POSTGRES);

        Outcome outcome = library().run(connection -> {
            Sql.insert(connection, 1);
            assertThatThrownBy(() -> Sql.insert(connection, 1)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> transactions.atomic().run(() -> ran.add("body")))
                    .isInstanceOf(SQLException.class);
            assertThat(connection.isClosed()).isFalse();
        });

        assertThat(outcome).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(ran).isEmpty();
        assertThat(rows()).isEmpty();
    }

    /** It would write what was only read. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i4NothingIsSentInATransactionThatOnlyReads(Server server) throws Exception {
        Transactions transactions = open(server);

        library().run(Isolation.DEFAULT, true, connection -> {
            library().holdBack(later -> ran.add("sent"));
            transactions.atomic().run(() -> ran.add("body"));
            assertThat(ran).containsExactly("body");
        });
    }
}
