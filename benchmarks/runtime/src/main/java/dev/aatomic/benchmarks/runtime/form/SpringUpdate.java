package dev.aatomic.benchmarks.runtime.form;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletionException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** The statement on the connection of Spring's transaction. */
final class SpringUpdate {

    private final DataSource dataSource;

    SpringUpdate(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    Integer execute(int id) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            return Update.execute(connection, id);
        } catch (SQLException e) {
            throw new CompletionException(e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
