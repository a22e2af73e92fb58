package dev.aatomic.examples.guide.databases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SeveralDatabasesTest {

    @RegisterExtension
    final GuideDatabase shop = GuideDatabase.h2();

    @RegisterExtension
    final GuideDatabase billing = GuideDatabase.h2();

    private final Transactions transactions = SeveralDatabases.open(shop.dataSource(), billing.dataSource());
    private final SeveralDatabases databases = new SeveralDatabases(transactions);
    private final Invoices invoices = new InvoicesAatomic(databases, transactions);

    @AfterEach
    void close() {
        transactions.close();
    }

    @Test
    void blockIsOnTheDatabaseThatItNames() {
        Await.value(invoices.write(1).toCompletableFuture());
        Await.value(databases.byHand());

        assertThat(billing.answers()).isEqualTo(2);
        assertThat(shop.answers()).isZero();
    }

    @Test
    void blockThatNamesNoneIsOnTheFirst() {
        Await.value(databases.place(1, invoices));

        assertThat(shop.orders()).isEqualTo(1);
        assertThat(billing.answers()).isEqualTo(1);
    }

    @Test
    void oneCommitsWhereTheOtherFails() {
        assertThat(Await.cause(databases.place(
                        1,
                        order -> invoices.write(order).thenApply(written -> {
                            throw new IllegalStateException("after the invoice");
                        }))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(shop.orders()).isZero();
        assertThat(billing.answers()).isEqualTo(1);
    }

    @Test
    void hookOfTheInnerBlockDoesNotWaitForTheOuterOne() {
        List<String> hooks = new CopyOnWriteArrayList<>();

        Await.cause(transactions.atomic().runAsync(() -> {
            transactions.database("billing").atomic().run(() -> transactions.onCommit(() -> hooks.add("invoice")));
            throw new IllegalStateException("after the invoice");
        }));

        assertThat(hooks).containsExactly("invoice");
    }
}
