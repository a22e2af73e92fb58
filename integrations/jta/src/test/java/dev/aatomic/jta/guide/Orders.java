package dev.aatomic.jta.guide;

import dev.aatomic.runtime.Transactions;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

final class Orders {

    private final UserTransaction userTransaction;
    private final DataSource pool;
    private final Transactions transactions;
    private final Runnable mail;

    Orders(UserTransaction userTransaction, DataSource pool, Transactions transactions, Runnable mail) {
        this.userTransaction = userTransaction;
        this.pool = pool;
        this.transactions = transactions;
        this.mail = mail;
    }

    // tag::use[]
    void place(int order, int points) throws Exception {
        userTransaction.begin(); // jta.userTransaction()
        try {
            try (Connection connection = pool.getConnection()) { // enlisted, as ever
                insert(connection, order);
            }
            transactions
                    .atomic()
                    .run(
                            () -> { // takes part: a savepoint on the same connection
                                transactions.onCommit(() -> mail.run());
                                transactions
                                        .submit(connection -> insert(connection, points))
                                        .join();
                            });
        } catch (Throwable t) {
            userTransaction.rollback();
            throw t;
        }
        userTransaction.commit(); // both rows, then the hook; what that throws comes from here
    }
    // end::use[]

    private static int insert(Connection connection, int value) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("insert into entry values (" + value + ")");
        }
    }
}
