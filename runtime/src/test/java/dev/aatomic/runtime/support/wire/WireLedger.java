package dev.aatomic.runtime.support.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.CommitOutcomeUnknownException;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.support.PooledDatabase;

/** What blocks of {@link WireProgram} have left in the database, against what they said. */
public final class WireLedger {

    private final PooledDatabase database;

    public WireLedger(PooledDatabase database) {
        this.database = database;
        // No keys: what is done twice is there twice.
        database.execute("create table ledger(id int not null)");
        database.execute("create table detail(id int not null, number int not null)");
        // COMMIT takes a while, so that the server is at work when it is hurt.
        database.execute("create function linger() returns trigger language plpgsql as "
                + "$$ begin perform pg_sleep(0.02); return null; end $$");
        database.execute("create constraint trigger lingers after insert on ledger deferrable initially deferred"
                + " for each row execute function linger()");
    }

    PooledDatabase database() {
        return database;
    }

    /** What a block says that ended with a failure, or well with null. */
    static Outcome outcome(Throwable failure) {
        if (failure == null) {
            return Outcome.COMMITTED;
        }
        Outcome outcome = failure instanceof TransactionException known ? known.outcome() : Outcome.ROLLED_BACK;
        assertThat(failure instanceof CommitOutcomeUnknownException)
                .as("unknown, by the failure " + failure)
                .isEqualTo(outcome == Outcome.UNKNOWN);
        return outcome;
    }

    /** Fails if what a block said is not so. */
    void assertTrue(Outcome outcome, Point point, int id) {
        int ledger = count("ledger", id);
        int details = count("detail", id);
        switch (outcome) {
            case COMMITTED -> {
                assertThat(ledger).as("rows in the ledger").isEqualTo(1);
                assertThat(details).as("details").isEqualTo(2);
            }
            case ROLLED_BACK -> {
                assertThat(ledger).as("rows in the ledger").isZero();
                assertThat(details).as("details").isZero();
            }
            case UNKNOWN -> {
                assertThat(ledger).as("rows in the ledger").isBetween(0, 1);
                // Without its BEGIN the first statement stands alone.
                assertThat(details).as("details").isEqualTo(point.carriesBegin() ? 0 : 2 * ledger);
            }
        }
    }

    /** Fails if what a block said that wrote a row of its own into {@code detail} is not so. */
    void assertDetailTrue(Outcome outcome, int id) {
        int rows = count("detail", id);
        switch (outcome) {
            case COMMITTED -> assertThat(rows).as("row of the next block").isEqualTo(1);
            case ROLLED_BACK -> assertThat(rows).as("row of the next block").isZero();
            case UNKNOWN -> assertThat(rows).as("row of the next block").isBetween(0, 1);
        }
    }

    private int count(String table, int id) {
        return database.integers("select count(*)::int from " + table + " where id = " + id)
                .get(0);
    }

    /** Whether the server runs the statement of a block that sleeps. */
    boolean isSleeping(int id) {
        return database.integers("select count(*)::int from pg_stat_activity where query like '%/* " + id + " */%'"
                                + " and state = 'active' and pid <> pg_backend_pid()")
                        .get(0)
                > 0;
    }
}
