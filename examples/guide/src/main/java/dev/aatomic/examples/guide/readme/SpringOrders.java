package dev.aatomic.examples.guide.readme;

import java.util.concurrent.CompletionStage;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** Orders with Spring's annotation, which is for methods that are done when they return. */
class SpringOrders implements Orders {

    private final JdbcTemplate jdbc;
    private final Payments payments;

    SpringOrders(JdbcTemplate jdbc, Payments payments) {
        this.jdbc = jdbc;
        this.payments = payments;
    }

    // tag::spring[]
    @Transactional
    public CompletionStage<Receipt> place(Order order) {
        jdbc.update("INSERT INTO orders VALUES (?, ?)", order.id(), order.customer());
        return payments.charge(order); // fails a second later: the card is refused
    } // COMMIT was sent here: the order stays
    // end::spring[]
}
