package dev.aatomic.examples.guide.hooks;

import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.ConnectionFunction;
import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** The kinds of hooks, and what a caller does about one that failed. */
final class Hooks {

    private final Transactions transactions;
    private final Consumer<String> mail;
    private final Function<String, CompletionStage<?>> broker;
    private final Consumer<String> log;

    Hooks(
            Transactions transactions,
            Consumer<String> mail,
            Function<String, CompletionStage<?>> broker,
            Consumer<String> log) {
        this.transactions = transactions;
        this.mail = mail;
        this.broker = broker;
        this.log = log;
    }

    void register() {
        // tag::kinds[]
        transactions.beforeCommit(() -> log.accept("about to be placed"));
        transactions.onCommit(() -> mail.accept("placed"));
        transactions.onCommitRobust(() -> log.accept("placed"));
        transactions.onCommitAsync(() -> broker.apply("placed"));
        transactions.onRollback(() -> log.accept("not placed"));
        // end::kinds[]
    }

    String placed() {
        // tag::failed[]
        try {
            return transactions.atomic().get(() -> {
                transactions.onCommit(() -> mail.accept("placed"));
                return "order 1";
            });
        } catch (AfterCommitException failure) {
            log.accept("The mail was not sent: " + failure.getCause().getMessage());
            return (String) failure.result(); // the order is committed
        }
        // end::failed[]
    }

    void checked(int limit) {
        // tag::before[]
        transactions.atomic().run(() -> {
            transactions.beforeCommit(() -> {
                int total = transactions.submit(Hooks::total).join();
                if (total > limit) {
                    throw new IllegalStateException("The order is for " + total + ", expected at most " + limit);
                }
            });
            transactions.submit(add(1, 20)).join();
            transactions.submit(add(1, 30)).join();
        });
        // end::before[]
    }

    private static int total(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet total = statement.executeQuery("SELECT coalesce(sum(price), 0) FROM line")) {
            total.next();
            return total.getInt(1);
        }
    }

    private static ConnectionFunction<Integer> add(int order, int price) {
        return connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO line VALUES (?, ?)")) {
                insert.setInt(1, order);
                insert.setInt(2, price);
                return insert.executeUpdate();
            }
        };
    }

    void inANestedBlock() {
        // tag::nested[]
        transactions.atomic().run(() -> {
            transactions.onCommit(() -> mail.accept("outer"));
            try {
                transactions.atomic().run(() -> {
                    transactions.onCommit(() -> mail.accept("inner")); // dropped with its savepoint
                    throw new IllegalStateException("rolls the inner block back");
                });
            } catch (IllegalStateException refused) {
                log.accept("went on without");
            }
        });
        // end::nested[]
    }
}
