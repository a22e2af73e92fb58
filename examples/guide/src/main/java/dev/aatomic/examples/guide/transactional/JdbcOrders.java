package dev.aatomic.examples.guide.transactional;

import dev.aatomic.runtime.Transactions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.springframework.jdbc.core.JdbcTemplate;

/** Places orders in blocks. Points are still Spring's. */
final class JdbcOrders implements Orders {

    private final JdbcTemplate jdbc;
    private final PointService points;
    private final Transactions transactions;
    private final Mails mails;

    JdbcOrders(JdbcTemplate jdbc, PointService points, Transactions transactions, Mails mails) {
        this.jdbc = jdbc;
        this.points = points;
        this.transactions = transactions;
        this.mails = mails;
    }

    // tag::place[]
    @Override
    public CompletionStage<Void> place(long order, int amount) {
        jdbc.update("INSERT INTO orders VALUES (?, ?)", order, amount);
        points.grant(order); // still Spring's: a savepoint of this block
        transactions.onCommitRobust(() -> mails.placed(order)); // in place of the event
        return CompletableFuture.completedFuture(null);
    }
    // end::place[]
}
