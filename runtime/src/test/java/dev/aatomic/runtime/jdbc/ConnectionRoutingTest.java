package dev.aatomic.runtime.jdbc;

import static dev.aatomic.runtime.support.Sql.insert;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Isolation;
import dev.aatomic.runtime.CannotCreateTransactionException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.spi.ConnectionRouting;
import dev.aatomic.runtime.support.Fixtures;
import dev.aatomic.runtime.support.PooledDatabase;
import dev.aatomic.runtime.support.Sql;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What chooses a server by the thread is told what a connection is for, where it is taken and before it is first used. */
@Tag("properties")
final class ConnectionRoutingTest {

    @RegisterExtension
    final Fixtures fixtures = new Fixtures();

    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    /** Notes when it is bound and unbound, among the calls on the driver. */
    private ConnectionRouting noting() {
        return (database, isolation, readOnly) -> {
            Thread here = Thread.currentThread();
            seen.add(database + " " + isolation + (readOnly ? " reads" : " writes"));
            return () -> {
                assertThat(Thread.currentThread()).isSameAs(here);
                seen.add("unbound");
            };
        };
    }

    private Transactions routed(PooledDatabase database, ConnectionRouting routing) {
        database.source().fail(call -> {
            if (call.name().equals("DataSource.getConnection")
                    || call.name().equals("Connection.getMetaData")
                    || call.name().equals("Connection.setReadOnly")
                    || call.name().equals("Connection.createStatement")
                    || call.name().equals("Connection.prepareStatement")) {
                seen.add(call.name());
            }
            return null;
        });
        return fixtures.transactions(
                Transactions.builder().database("orders", database.source(), 1).connectionRouting(routing));
    }

    @Test
    void routerIsToldWhereAConnectionIsTakenAndBeforeItIsUsed() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = routed(database, noting());
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(Sql.entries())));
        seen.clear();

        Await.value(transactions
                .atomic()
                .readOnly()
                .isolation(Isolation.SERIALIZABLE)
                .getStageAsync(() -> transactions.submit(Sql.entries())));

        assertThat(seen)
                .startsWith(
                        "orders SERIALIZABLE reads",
                        "DataSource.getConnection",
                        "unbound",
                        "orders SERIALIZABLE reads",
                        "Connection.setReadOnly",
                        "Connection.getMetaData",
                        "unbound",
                        "Connection.createStatement");
    }

    @Test
    void writerAndWhatIsOutsideOfBlocksAreToldToo() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        Transactions transactions = routed(database, noting());

        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1))));
        int inserted =
                transactions.autocommit(() -> transactions.submit(insert(2)).join());

        assertThat(inserted).isEqualTo(1);
        assertThat(seen)
                .filteredOn(what -> what.startsWith("orders"))
                .hasSize(4)
                .containsOnly("orders DEFAULT writes");
        assertThat(seen).filteredOn("unbound"::equals).hasSize(4);
        assertThat(database.rows()).containsExactly(1, 2);
    }

    /** The place is free again, and nothing stays bound. */
    @Test
    void failureToBindIsOneToGetAConnection() {
        PooledDatabase database = fixtures.database(Server.H2, 1);
        IllegalStateException failure = new IllegalStateException("router");
        boolean[] fails = {true};
        Transactions transactions = routed(database, (name, isolation, readOnly) -> {
            if (fails[0]) {
                throw failure;
            }
            return () -> {};
        });

        assertThat(Await.failure(transactions.atomic().getStageAsync(() -> transactions.submit(insert(1)))))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasCause(failure);
        fails[0] = false;
        Await.value(transactions.atomic().getStageAsync(() -> transactions.submit(insert(2))));

        assertThat(database.rows()).containsExactly(2);
        assertThat(database.source().open()).isZero();
    }
}
