package dev.aatomic.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What is done when a subscriber asks for more, on a thread of its own: with one thread to dispatch on, and thus none to spare. */
public final class DemandTest {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int ITEMS = 50;

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final PooledTransactions opened = new PooledTransactions(Server.H2, builder -> builder.executor(executor));

    @AfterEach
    void close() {
        opened.close();
        executor.shutdown();
    }

    /** Called by the database, on the thread that runs the statement. */
    public static String threadName() {
        return Thread.currentThread().getName();
    }

    @Test
    void rowsAreReadOnTheThreadThatPassesTheDemandOn() {
        opened.database.execute("create alias thread_name for '" + DemandTest.class.getName() + ".threadName'");
        DSLContext dsl = AatomicJooq.dsl(opened.transactions, SQLDialect.H2);
        List<Boolean> inPlace = new CopyOnWriteArrayList<>();
        Long count = ReactorBlocks.flux(
                        opened.transactions.atomic(),
                        () -> Flux.range(1, ITEMS)
                                .doOnRequest(asked -> inPlace.add(threadName()
                                        .equals(dsl.resultQuery("select thread_name()")
                                                .fetchOne(0, String.class)))))
                .publishOn(Schedulers.parallel(), 1)
                .count()
                .block(BOUND);
        assertThat(count).isEqualTo(ITEMS);
        assertThat(inPlace).hasSizeGreaterThan(ITEMS / 2).containsOnly(true);
    }
}
