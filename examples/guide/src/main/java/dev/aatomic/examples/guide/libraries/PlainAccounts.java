package dev.aatomic.examples.guide.libraries;

import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Accounts without any library. */
final class PlainAccounts {

    private final Transactions transactions;

    PlainAccounts(Transactions transactions) {
        this.transactions = transactions;
    }

    // tag::plain[]
    void empty(long account) throws SQLException {
        DataSource dataSource = transactions.dataSource();
        transactions.atomic().run(() -> {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement =
                            connection.prepareStatement("UPDATE account SET balance = 0 WHERE id = ?")) {
                statement.setLong(1, account);
                statement.executeUpdate();
            } // closes the handle; the connection stays with the block
        });
    }
    // end::plain[]
}
