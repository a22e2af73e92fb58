package dev.aatomic.examples.guide.transactional;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** Orders in Spring's transactions, before any of its methods is moved. */
class OrderService {

    private final JdbcTemplate jdbc;
    private final PointService points;
    private final ApplicationEventPublisher events;

    OrderService(JdbcTemplate jdbc, PointService points, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.points = points;
        this.events = events;
    }

    // tag::methods[]
    @Transactional
    public void place(long order, int amount) {
        jdbc.update("INSERT INTO orders VALUES (?, ?)", order, amount);
        points.grant(order); // @Transactional(propagation = NESTED)
        events.publishEvent(new OrderPlaced(order)); // a @TransactionalEventListener sends a mail
    }

    @Transactional
    public void cancel(long order) {
        jdbc.update("DELETE FROM orders WHERE id = ?", order);
        points.take(order); // @Transactional
    }
    // end::methods[]
}
