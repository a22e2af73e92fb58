package dev.aatomic.runtime.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.Race;
import java.lang.reflect.Proxy;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two threads without a monitor between them: one executes statements, the other stops them, and each round is about new ones.
 */
@Tag("rooms")
final class RunningStatementRacesTest {

    private final Race race = new Race();
    private final AtomicInteger cancelsAfterTheEnd = new AtomicInteger();
    private final AtomicInteger cancels = new AtomicInteger();

    private final ManagedDatabase database = new ManagedDatabase("orders", new NoDriver(), 1, 1);

    /** What a round is about. Written between two rounds. */
    private JdbcResource resource = resource();

    /** Not volatile, as the phase of a block is not. */
    private boolean stopped;

    @AfterEach
    void stop() {
        race.close();
    }

    /** One that has had no statement. */
    private JdbcResource resource() {
        return new JdbcResource(database, new NoDriver().getConnection(), null);
    }

    /** Counts the cancels that come while it does not run. */
    private final class Watched {

        private volatile boolean runs;

        final Statement statement = (Statement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Statement.class}, (self, method, arguments) -> {
                    cancels.incrementAndGet();
                    if (!runs) {
                        cancelsAfterTheEnd.incrementAndGet();
                    }
                    return null;
                });
    }

    @Test
    void cancelNeverComesAfterTheEndOfItsStatement() {
        Watched[] watched = {new Watched(), new Watched()};
        race.run(
                () -> resource = resource(),
                round -> {
                    for (Watched each : watched) {
                        each.runs = true;
                        resource.statementStarts(each.statement);
                        Race.spin(round / 32 % 32);
                        resource.statementEnded();
                        each.runs = false;
                    }
                },
                round -> {
                    Runnable cancellation = resource.statementCancellation();
                    if (cancellation != null) {
                        cancellation.run();
                    }
                },
                () -> cancels.get() > 0);

        assertThat(cancelsAfterTheEnd).hasValue(0);
    }

    /** One of them, or both: the thread that executes it refuses it, or the other cancels it. */
    @Test
    void statementThatStartsAsItsBlockIsStoppedIsSeenByOneOfTheTwo() {
        AtomicInteger unseen = new AtomicInteger();
        Statement statement = new Watched().statement;
        boolean[] refused = new boolean[1];
        @Nullable Runnable[] found = new Runnable[1];
        race.run(
                () -> {
                    if (stopped && !refused[0] && found[0] == null) {
                        unseen.incrementAndGet();
                    }
                    resource = resource();
                    stopped = false;
                },
                round -> {
                    resource.statementStarts(statement);
                    refused[0] = stopped;
                },
                round -> {
                    stopped = true;
                    found[0] = resource.statementCancellation();
                },
                () -> true);

        assertThat(unseen).hasValue(0);
    }
}
