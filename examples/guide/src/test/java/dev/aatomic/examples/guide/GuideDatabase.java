package dev.aatomic.examples.guide;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A database of its own for one test, and its transactions. It has the tables of the examples, two accounts of 100 and one customer with
 * four points.
 */
public final class GuideDatabase implements AfterEachCallback {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int CONNECTIONS = 4;

    private final HikariDataSource pool;
    private final Transactions transactions;

    private GuideDatabase(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        pool = new HikariDataSource(config);
        transactions = Transactions.builder().database("default", pool).build();
        execute("create table account (id bigint primary key, balance numeric not null)");
        execute("create table orders (id bigint primary key, customer bigint not null)");
        execute("create table point (customer bigint primary key, points integer not null check (points <= 5))");
        execute("create table answer (text varchar(100) not null)");
        execute("insert into account values (1, 100), (2, 100)");
        execute("insert into point values (7, 4)");
    }

    public static GuideDatabase h2() {
        return new GuideDatabase(
                "jdbc:h2:mem:guide" + NUMBERS.incrementAndGet() + ";LOCK_TIMEOUT=3000;DATABASE_TO_LOWER=TRUE");
    }

    public static GuideDatabase postgres() {
        return new GuideDatabase(PostgresServer.createDatabase("guide" + NUMBERS.incrementAndGet()));
    }

    public HikariDataSource dataSource() {
        return pool;
    }

    public Transactions transactions() {
        return transactions;
    }

    /** Runs a statement, which commits, on a connection of its own. */
    public void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The one number that a query finds in what is committed. */
    public int number(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /** What an account has. */
    public int balance(long account) {
        return number("select balance from account where id = " + account);
    }

    /** How many orders there are. */
    public int orders() {
        return number("select count(*) from orders");
    }

    /** How many answers there are. */
    public int answers() {
        return number("select count(*) from answer");
    }

    /** How many points the customer 7 has. */
    public int points() {
        return number("select points from point where customer = 7");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        transactions.close();
        pool.close();
    }
}
