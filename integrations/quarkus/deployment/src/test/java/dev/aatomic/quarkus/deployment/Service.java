package dev.aatomic.quarkus.deployment;

import dev.aatomic.runtime.CheckedRunnable;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;

/** What applications have: methods that run in JTA transactions, and know nothing of blocks. */
@ApplicationScoped
class Service {

    private final AgroalDataSource dataSource;

    Service(AgroalDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Runs an action in the transaction that is there, or in one of its own. */
    @Transactional
    void required(CheckedRunnable<?> action) throws Exception {
        call(action);
    }

    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void requiresNew(CheckedRunnable<?> action) throws Exception {
        call(action);
    }

    /** Writes a row as JTA does, on a connection that the pool enlists. */
    @Transactional
    int insert(int value) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Entries.insert(connection, value);
        }
    }

    private static void call(CheckedRunnable<?> action) throws Exception {
        try {
            action.run();
        } catch (Exception e) {
            throw e;
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}
