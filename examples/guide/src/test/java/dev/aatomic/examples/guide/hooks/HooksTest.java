package dev.aatomic.examples.guide.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HooksTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> answer = new CompletableFuture<>();

    private final Hooks hooks = new Hooks(
            transactions,
            mail -> sent.add("mail: " + mail),
            message -> {
                sent.add("broker: " + message);
                return answer;
            },
            logged::add);

    @Test
    void mailIsSentAfterCommit() {
        Orders orders =
                new Orders(transactions, mail -> sent.add(mail + " of " + database.orders() + " that are committed"));

        Await.value(orders.place(1, 7));

        assertThat(sent).containsExactly("Order 1 of 1 that are committed");
    }

    @Test
    void noMailIsSentAfterARollback() {
        Orders orders = new Orders(transactions, sent::add);
        Await.value(orders.place(1, 7));

        Await.cause(orders.place(1, 7)); // the same number again

        assertThat(sent).containsExactly("Order 1");
    }

    @Test
    void hooksRunInOrderAndTheCallerWaitsForTheStage() {
        CompletableFuture<Void> block = transactions.atomic().runAsync(hooks::register);
        Await.until("the broker has its message", () -> sent.size() == 2);

        assertThat(block).isNotDone();
        answer.complete(null);
        Await.value(block);

        assertThat(sent).containsExactly("mail: placed", "broker: placed");
        assertThat(logged).containsExactly("about to be placed", "placed");
    }

    @Test
    void rollbackHookRunsAfterARollbackAlone() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    hooks.register();
                    throw new IllegalStateException("rolls back");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(sent).isEmpty();
        assertThat(logged).containsExactly("not placed");
    }

    @Test
    void failureOfARobustHookIsNotTheCallers() {
        transactions.atomic().run(() -> {
            transactions.onCommitRobust(() -> {
                throw new IllegalStateException("logged");
            });
            transactions.onCommit(() -> sent.add("later"));
        });

        assertThat(sent).containsExactly("later");
    }

    @Test
    void failureOfAHookComesAfterCommit() {
        Hooks failing = new Hooks(
                transactions,
                mail -> {
                    throw new IllegalStateException("no server");
                },
                message -> answer,
                logged::add);

        assertThat(failing.placed()).isEqualTo("order 1");
        assertThat(logged).containsExactly("The mail was not sent: no server");
    }

    @Test
    void failureOfAHookDropsTheLaterOnes() {
        assertThatThrownBy(() -> transactions.atomic().run(() -> {
                    transactions.onCommit(() -> {
                        throw new IllegalStateException("no server");
                    });
                    transactions.onCommit(() -> sent.add("later"));
                }))
                .isInstanceOfSatisfying(
                        AfterCommitException.class,
                        failure -> assertThat(failure.droppedHooks()).hasSize(1));

        assertThat(sent).isEmpty();
    }

    @Test
    void hookIsOutsideOfTheBlock() {
        transactions
                .atomic()
                .run(() -> transactions.onCommit(() -> {
                    transactions.submit(HooksTest::insert).join();
                    transactions.atomic().run(() -> transactions.submit(HooksTest::insert));
                }));

        assertThat(database.answers()).isEqualTo(2);
    }

    private static int insert(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate("insert into answer values ('hook')");
        }
    }

    @Test
    void totalIsCheckedBeforeCommit() {
        database.execute("create table line(order_id int, price int)");

        hooks.checked(50);
        assertThatThrownBy(() -> hooks.checked(60)).hasMessage("The order is for 100, expected at most 60");

        assertThat(database.number("select count(*) from line")).isEqualTo(2);
    }

    @Test
    void hookOfARolledBackBlockIsDropped() {
        hooks.inANestedBlock();

        assertThat(sent).containsExactly("mail: outer");
    }
}
