package dev.aatomic.benchmarks.runtime.form;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The statements that all JDBC forms execute. */
final class Update {

    private Update() {}

    static Integer execute(Connection connection, int id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Form.UPDATE)) {
            statement.setInt(1, id);
            return statement.executeUpdate();
        }
    }

    static Integer select(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Form.SELECT);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
