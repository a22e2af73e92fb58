package dev.aatomic.examples.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** Takes orders and sends no mail. Its hooks wait after COMMIT until it is told to go on; whoever kills it before has their end. */
public final class Till {

    private Till() {}

    /**
     * Runs the program. It says what becomes of each order, and goes on when it gets a line or the end of its input.
     *
     * @param arguments the database's URL, and a customer for each order; all order a ticket, at once
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        List<String> customers = Arrays.asList(arguments).subList(1, arguments.length);
        CompletableFuture<Void> told = new CompletableFuture<>();
        try (HikariDataSource pool = Programs.pool(arguments[0]);
                Transactions transactions =
                        Transactions.builder().database("default", pool).build()) {
            DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.POSTGRES);
            Orders orders = new OrdersAatomic(
                    new JooqOrders(dsl, transactions, Outbox.client(transactions), () -> {}), transactions);

            List<CompletableFuture<Void>> placed = new ArrayList<>();
            for (String customer : customers) {
                placed.add(transactions
                        .atomic()
                        .getStageAsync(() -> place(orders, customer, transactions, told))
                        .exceptionally(failure -> {
                            System.out.println("failed " + failure.getMessage());
                            return null;
                        }));
            }
            System.in.read();
            told.complete(null);
            placed.forEach(CompletableFuture::join);
        }
    }

    private static CompletionStage<Void> place(
            Orders orders, String customer, Transactions transactions, CompletableFuture<Void> told) {
        return orders.place(customer, "ticket").thenAccept(number -> {
            transactions.onCommitAsync(() -> {
                System.out.println("committed order-" + number);
                return told;
            });
            transactions.onCommit(() -> System.out.println("hook order-" + number));
        });
    }
}
