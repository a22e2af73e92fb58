package dev.aatomic.examples.guide.readme;

import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Orders with the same code, wrapped by the class that is generated for the interface. */
class JdbcOrders implements Orders {

    private final JdbcTemplate jdbc;
    private final Payments payments;

    JdbcOrders(JdbcTemplate jdbc, Payments payments) {
        this.jdbc = jdbc;
        this.payments = payments;
    }

    // tag::block[]
    @Override
    public CompletionStage<Receipt> place(Order order) {
        jdbc.update("INSERT INTO orders VALUES (?, ?)", order.id(), order.customer());
        return payments.charge(order); // fails a second later: ROLLBACK is sent then
    }
    // end::block[]

    static Orders orders(Transactions transactions, Payments payments) {
        // tag::use[]
        JdbcTemplate jdbc = new JdbcTemplate(transactions.dataSource());
        Orders orders = new OrdersAatomic(new JdbcOrders(jdbc, payments), transactions);
        // end::use[]
        return orders;
    }

    static Transactions open(DataSource dataSource) {
        return Transactions.builder().database("default", dataSource).build();
    }
}
