package dev.aatomic.examples.quarkusrest;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The SQL. */
final class Statements {

    static final int PAGE = 100;

    private Statements() {}

    /** Locks both accounts, in one order, so that two transfers do not wait for each other, and takes the money. */
    static int withdraw(Connection connection, Transfer transfer) throws SQLException {
        BigDecimal balance = null;
        try (var statement = connection.prepareStatement(
                "SELECT id, balance FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE")) {
            statement.setLong(1, transfer.source());
            statement.setLong(2, transfer.target());
            ResultSet rows = statement.executeQuery();
            while (rows.next()) {
                if (rows.getLong(1) == transfer.source()) {
                    balance = rows.getBigDecimal(2);
                }
            }
        }
        if (balance == null || balance.compareTo(transfer.amount()) < 0) {
            throw new InsufficientFundsException(transfer.source());
        }
        return add(connection, transfer.source(), transfer.amount().negate());
    }

    /** Gives the money to its new owner. */
    static Receipt deposit(Connection connection, Transfer transfer) throws SQLException {
        add(connection, transfer.target(), transfer.amount());
        try (var statement = connection.prepareStatement(
                "INSERT INTO transfer (source, target, amount) VALUES (?, ?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            statement.setLong(1, transfer.source());
            statement.setLong(2, transfer.target());
            statement.setBigDecimal(3, transfer.amount());
            statement.executeUpdate();
            ResultSet keys = statement.getGeneratedKeys();
            keys.next();
            return new Receipt(keys.getLong(1), transfer);
        }
    }

    /** Writes down that all accounts are read. */
    static int recordListing(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("INSERT INTO listing DEFAULT VALUES")) {
            return statement.executeUpdate();
        }
    }

    /** The next accounts after one; none at the end. */
    static List<Account> page(Connection connection, long last) throws SQLException {
        try (var statement = connection.prepareStatement(
                "SELECT id, owner, balance FROM account WHERE id > ? ORDER BY id LIMIT " + PAGE)) {
            statement.setLong(1, last);
            ResultSet rows = statement.executeQuery();
            List<Account> accounts = new ArrayList<>();
            while (rows.next()) {
                accounts.add(new Account(rows.getLong(1), rows.getString(2), rows.getBigDecimal(3)));
            }
            return accounts;
        }
    }

    private static int add(Connection connection, long id, BigDecimal amount) throws SQLException {
        try (var statement = connection.prepareStatement("UPDATE account SET balance = balance + ? WHERE id = ?")) {
            statement.setBigDecimal(1, amount);
            statement.setLong(2, id);
            return statement.executeUpdate();
        }
    }
}
