package dev.aatomic.examples.guide.hooks;

// tag::first[]
import static dev.aatomic.examples.guide.Tables.ORDERS;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

final class Orders {

    private final Transactions transactions;
    private final DSLContext dsl;
    private final Consumer<String> mail;

    Orders(Transactions transactions, Consumer<String> mail) {
        this.transactions = transactions;
        this.dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        this.mail = mail;
    }

    CompletableFuture<Integer> place(long order, long customer) {
        return transactions.atomic().getStageAsync(() -> {
            transactions.onCommit(() -> mail.accept("Order " + order)); // sent only if the order is committed
            return dsl.insertInto(ORDERS, ORDERS.ID, ORDERS.CUSTOMER)
                    .values(order, customer)
                    .executeAsync();
        });
    }
}
// end::first[]
