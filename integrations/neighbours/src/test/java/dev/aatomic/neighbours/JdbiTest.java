package dev.aatomic.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.testing.Server;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jdbi: its handles, and its own transactions. */
final class JdbiTest {

    private static final String INSERT = "insert into entry values (?)";

    @RegisterExtension
    final Blocks blocks = new Blocks(Server.H2);

    private final Jdbi jdbi = Jdbi.create(blocks.ofBlock());

    @Test
    void handlesTakePart() {
        blocks.rolledBack(() -> jdbi.useHandle(handle -> handle.execute(INSERT, 1)));
        blocks.committed(() -> jdbi.useHandle(handle -> handle.execute(INSERT, 2)));

        assertThat(blocks.rows()).containsExactly(2);
    }

    @Test
    void transactionsOfItsOwnArePartOfTheBlock() {
        blocks.rolledBack(() -> jdbi.useTransaction(handle -> handle.execute(INSERT, 1)));
        blocks.committed(() -> jdbi.inTransaction(handle -> handle.execute(INSERT, 2)));

        assertThat(blocks.rows()).containsExactly(2);
    }

    @Test
    void outsideOfBlocksItIsRefused() {
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(INSERT, 1)))
                .hasRootCauseInstanceOf(NoTransactionException.class);
    }

    @Test
    void onAGuardedPoolItIsRefusedInABlockAndCommitsOutside() {
        Jdbi guarded = Jdbi.create(blocks.transactions().guard(blocks.pool()));

        assertThatThrownBy(() -> blocks.committed(() -> guarded.useTransaction(handle -> handle.execute(INSERT, 1))))
                .hasRootCauseInstanceOf(TransactionManagementException.class);
        guarded.useTransaction(handle -> handle.execute(INSERT, 2));

        assertThat(blocks.rows()).containsExactly(2);
    }
}
