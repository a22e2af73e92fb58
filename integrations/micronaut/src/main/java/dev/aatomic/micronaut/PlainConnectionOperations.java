package dev.aatomic.micronaut;

import io.micronaut.data.connection.ConnectionDefinition;
import io.micronaut.data.connection.ConnectionStatus;
import io.micronaut.data.connection.ConnectionSynchronization;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.data.connection.jdbc.exceptions.CannotGetJdbcConnectionException;
import io.micronaut.data.connection.support.AbstractConnectionOperations;
import io.micronaut.data.connection.support.JdbcConnectionUtils;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Connections of a data source outside blocks: does what {@code DefaultDataSourceConnectionOperations} does, which can neither be made nor
 * extended.
 */
final class PlainConnectionOperations extends AbstractConnectionOperations<Connection> {

    private final DataSource dataSource;

    PlainConnectionOperations(DataSource dataSource) {
        this.dataSource = PoolAccess.unwrap(dataSource);
    }

    @Override
    protected Connection openConnection(ConnectionDefinition definition) {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("Failed to obtain JDBC Connection", e);
        }
    }

    @Override
    protected void setupConnection(ConnectionStatus<Connection> status) {
        status.getDefinition().isReadOnly().ifPresent(readOnly -> {
            List<Runnable> resets = new ArrayList<>(1);
            JdbcConnectionUtils.applyReadOnly(logger, status.getConnection(), readOnly, resets);
            if (!resets.isEmpty()) {
                status.registerSynchronization(new ConnectionSynchronization() {
                    @Override
                    public void executionComplete() {
                        resets.forEach(Runnable::run);
                    }
                });
            }
        });
    }

    @Override
    protected void closeConnection(ConnectionStatus<Connection> status) {
        try {
            status.getConnection().close();
        } catch (SQLException e) {
            throw new ConnectionException("Failed to close the connection: " + e.getMessage(), e);
        }
    }
}
