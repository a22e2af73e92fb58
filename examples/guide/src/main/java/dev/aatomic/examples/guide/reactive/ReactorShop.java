package dev.aatomic.examples.guide.reactive;

import static dev.aatomic.examples.guide.Tables.ORDERS;

import dev.aatomic.reactor.ReactorTransactions;
import dev.aatomic.runtime.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.DSLContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

// tag::class[]
final class ReactorShop implements Shop {

    private final ReactorTransactions transactions;
    private final DSLContext dsl; // AatomicJooq.dsl(transactions, dialect)
    private final Payments payments;
    private final Mails mails;

    ReactorShop(Transactions transactions, DSLContext dsl, Payments payments, Mails mails) {
        this.transactions = ReactorTransactions.of(transactions);
        this.dsl = dsl;
        this.payments = payments;
        this.mails = mails;
    }

    @Override
    public Mono<Long> order(long id, long customer) {
        return payments.charge(customer) // answers on a thread of the HTTP client's
                .then(transactions.submit(connection -> insert(connection, id, customer)))
                .then(transactions.onCommit(() -> mails.thank(customer)))
                .thenReturn(id);
    }

    @Override
    public Flux<Long> ordersOf(long customer) {
        return ReactorTransactions.bind(Flux.from(dsl.selectFrom(ORDERS).where(ORDERS.CUSTOMER.eq(customer))))
                .map(row -> row.get(ORDERS.ID));
    }

    private static int insert(Connection connection, long id, long customer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("INSERT INTO orders VALUES (?, ?)")) {
            statement.setLong(1, id);
            statement.setLong(2, customer);
            return statement.executeUpdate();
        }
    }
}
// end::class[]
