package dev.aatomic.runtime.support;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.EnclosingTransaction;
import dev.aatomic.runtime.spi.EnclosingTransactions;
import dev.aatomic.runtime.spi.ThreadBlocks;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A library whose transactions are bound to their threads, the smallest there can be. */
public final class ThreadTransactions implements EnclosingTransactions {

    /** What is done in a transaction. */
    public interface Work {
        void run(Connection connection) throws Exception;
    }

    private final DataSource dataSource;
    private final ThreadLocal<Open> current = new ThreadLocal<>();
    private @Nullable ThreadBlocks blocks;

    public ThreadTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void register(ThreadBlocks registered) {
        this.blocks = registered;
    }

    public ThreadBlocks blocks() {
        return Objects.requireNonNull(blocks);
    }

    @Override
    public @Nullable EnclosingTransaction current(String database) {
        Open open = current.get();
        return open == null || open.openedIn != blocks().current(database) ? null : open;
    }

    /** Whether the transaction that is open here will not commit. */
    public boolean isRollbackOnly() {
        return current.get().outcome == Outcome.ROLLED_BACK;
    }

    /** Does the work later on the connection, when it must: as an object-relational mapper does with its changes. */
    public void holdBack(Work work) {
        current.get().heldBack.add(work);
    }

    public Outcome run(Work work) throws Exception {
        return run(Isolation.DEFAULT, false, work);
    }

    /** Commits if the work ends normally and nobody objected, and answers which. */
    public Outcome run(Isolation isolation, boolean readOnly, Work work) throws Exception {
        Open open = null;
        try (Connection connection = dataSource.getConnection()) {
            open = new Open(connection, isolation, readOnly, blocks().current("default"));
            connection.setAutoCommit(false);
            current.set(open);
            try {
                work.run(connection);
                open.flush();
                if (open.outcome == Outcome.COMMITTED) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
            } catch (Exception | Error e) {
                open.outcome = Outcome.ROLLED_BACK;
                connection.rollback();
                throw e;
            } finally {
                current.remove();
                connection.setAutoCommit(true);
            }
        } catch (Exception | Error e) {
            if (open != null) {
                open.tellEnd();
            }
            throw e;
        }
        open.tellEnd();
        return open.outcome;
    }

    private static final class Open implements EnclosingTransaction {

        private final Connection connection;
        private final Isolation isolation;
        private final boolean readOnly;
        private final @Nullable Object openedIn;
        private final List<Consumer<Outcome>> ends = new ArrayList<>();
        private final List<Work> heldBack = new CopyOnWriteArrayList<>();
        private volatile Outcome outcome = Outcome.COMMITTED;

        Open(Connection connection, Isolation isolation, boolean readOnly, @Nullable Object openedIn) {
            this.connection = connection;
            this.isolation = isolation;
            this.readOnly = readOnly;
            this.openedIn = openedIn;
        }

        void tellEnd() {
            ends.forEach(end -> end.accept(outcome));
        }

        @Override
        public String name() {
            return "the library's transaction";
        }

        @Override
        public Connection connection() throws SQLException {
            return connection;
        }

        @Override
        public Isolation isolation() {
            return isolation;
        }

        @Override
        public boolean isReadOnly() {
            return readOnly;
        }

        @Override
        public void flush() throws SQLException {
            while (!heldBack.isEmpty()) {
                try {
                    heldBack.remove(0).run(connection);
                } catch (SQLException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public void clear() {
            heldBack.clear();
        }

        @Override
        public void setRollbackOnly() {
            outcome = Outcome.ROLLED_BACK;
        }

        @Override
        public void whenEnded(Consumer<Outcome> action) {
            ends.add(action);
        }
    }
}
