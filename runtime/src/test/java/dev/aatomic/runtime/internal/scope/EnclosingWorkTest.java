package dev.aatomic.runtime.internal.scope;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.runtime.internal.admission.Ticket;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.runtime.support.memory.MemoryFixtures;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A block that takes part in another library's transaction answers for what that does meanwhile, and for nothing before. */
@Tag("propagation")
final class EnclosingWorkTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final IOException failure = new IOException("body");
    private PooledDatabase database;
    private ThreadTransactions library;
    private Transactions transactions;

    @BeforeEach
    void open() {
        database = fixtures.database(Server.H2, 2);
        library = new ThreadTransactions(database.source());
        transactions = fixtures.transactions(database, builder -> builder.enclosing(library));
    }

    private void holdBack(int value) {
        library.holdBack(connection -> {
            ran.add("sent " + value);
            Sql.insert(connection, value);
        });
    }

    private static List<Integer> rows(Connection connection) throws SQLException {
        return Sql.integers(connection, "select v from entry order by v");
    }

    // ---- before the body

    @Test
    void whatTheLibraryDidInABlockThatFailsIsUndoneWithIt() throws Exception {
        Outcome outcome = library.run(connection -> {
            Sql.insert(connection, 1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        Sql.insert(connection, 2);
                        throw failure;
                    }))
                    .isSameAs(failure);
        });

        assertThat(outcome).isEqualTo(Outcome.COMMITTED);
        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void whatTheLibraryHeldBackBeforeABlockIsNotUndoneWithIt() throws Exception {
        library.run(connection -> {
            holdBack(1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        assertThat(ran).containsExactly("sent 1");
                        throw failure;
                    }))
                    .isSameAs(failure);
        });

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void blockInABrokenOneSetsNoSavepoint() throws Exception {
        library.run(connection -> assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    Await.cause(transactions.submit(Sql.bad()));
                    holdBack(1);
                    transactions.atomic().run(() -> assertThat(ran).isEmpty());
                    throw failure;
                }))
                .isSameAs(failure));

        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    // ---- after the body

    @Test
    void whatIsHeldBackInABlockIsSentBeforeItEnds() throws Exception {
        library.run(connection -> {
            transactions.atomic().run(() -> holdBack(1));

            assertThat(rows(connection)).containsExactly(1);
        });

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void failureOfWhatWasHeldBackIsTheBlocks() throws Exception {
        SQLException refused = new SQLException("refused");
        library.run(connection -> {
            Sql.insert(connection, 1);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        library.holdBack(own -> {
                            throw refused;
                        });
                    }))
                    .isSameAs(refused);
        });

        assertThat(database.rows()).containsExactly(1);
    }

    /** A statement failed, of which nobody knows what it left. */
    @Test
    void failureOfWhatWasHeldBackIsNoneToCommitOn() throws Exception {
        library.run(connection -> {
            Sql.insert(connection, 1);
            assertThatThrownBy(() -> transactions
                            .atomic()
                            .noRollbackFor(SQLException.class)
                            .run(() -> {
                                transactions.submit(insert(2)).join();
                                library.holdBack(own -> {
                                    throw new SQLException("refused");
                                });
                            }))
                    .isInstanceOf(UnexpectedRollbackException.class)
                    .hasRootCauseMessage("refused");
        });

        assertThat(database.rows()).containsExactly(1);
    }

    @Test
    void nestedBlockWhoseHeldBackWorkFailsIsUndoneAlone() throws Exception {
        SQLException refused = new SQLException("refused");
        library.run(connection -> transactions.atomic().run(() -> {
            transactions.submit(insert(1)).join();
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        transactions.submit(insert(2)).join();
                        library.holdBack(own -> {
                            throw refused;
                        });
                    }))
                    .isSameAs(refused);
            transactions.submit(insert(3)).join();
        }));

        assertThat(database.rows()).containsExactly(1, 3);
    }

    @Test
    void nothingIsSentForABlockThatFails() throws Exception {
        library.run(connection -> assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    holdBack(1);
                    throw failure;
                }))
                .isSameAs(failure));

        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    @Test
    void nothingIsSentForABlockThatWillRollBack() throws Exception {
        library.run(connection -> transactions.atomic().run(() -> {
            holdBack(1);
            transactions.setRollbackOnly(true);
        }));

        assertThat(ran).isEmpty();
        assertThat(database.rows()).isEmpty();
    }

    // ---- what the block makes of it

    @Test
    void transactionAroundABlockIsKeptFromItsCommit() throws Exception {
        library.run(connection -> transactions.atomic().run(() -> {
            assertThat(library.isRollbackOnly()).isFalse();
            EnclosingWork.keepFromCommit(MemoryFixtures.block());
            assertThat(library.isRollbackOnly()).isTrue();
            ran.add("kept");
        }));

        assertThat(ran).containsExactly("kept");
    }

    @Test
    void blockIsAGuestAmongThoseThatHoldConnections() throws Exception {
        library.run(connection -> transactions.atomic().run(() -> {
            List<Ticket> known = new CopyOnWriteArrayList<>();
            MemoryFixtures.block().database().admission.forEachTicket(known::add);
            assertThat(known).containsExactly(MemoryFixtures.block().lane);
            ran.add("looked");
        }));

        assertThat(ran).containsExactly("looked");
    }
}
