package dev.aatomic.benchmarks.runtime.form;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** The statements on the connection of Spring's transaction. */
final class SpringUpdate {

    private final DataSource dataSource;

    SpringUpdate(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    private interface Statements {
        Integer execute(Connection connection) throws SQLException;
    }

    Integer execute(int id) {
        return execute(connection -> Update.execute(connection, id));
    }

    Integer select() {
        return execute(Update::select);
    }

    private Integer execute(Statements statements) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return statements.execute(connection);
        } catch (SQLException e) {
            throw new CompletionException(e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
