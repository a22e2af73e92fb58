package dev.aatomic.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.aatomic.quarkus.TransactionsBuilderCustomizer;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionEvent;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.testing.Await;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The transactions that are there without a line of code. */
class TransactionsBeanTest {

    private static final String URL = "jdbc:h2:mem:bean;DB_CLOSE_DELAY=-1";
    private static final String ARCHIVE_URL = "jdbc:h2:mem:archive;DB_CLOSE_DELAY=-1";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(Entries.class, Counter.class, Customizer.class))
            .overrideConfigKey("quarkus.datasource.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.jdbc.url", URL)
            .overrideConfigKey("quarkus.datasource.jdbc.max-size", "3")
            .overrideConfigKey("quarkus.datasource.0archive.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.0archive.jdbc.url", ARCHIVE_URL)
            .overrideConfigKey("quarkus.datasource.0archive.jdbc.max-size", "5")
            // Has no URL, so it is not active.
            .overrideConfigKey("quarkus.datasource.absent.db-kind", "h2")
            .overrideConfigKey("quarkus.datasource.absent.devservices.enabled", "false")
            .overrideConfigKey("quarkus.aatomic.databases.\"0archive\".connections", "2")
            .overrideConfigKey("quarkus.http.host-enabled", "false");

    @Inject
    Transactions transactions;

    @Inject
    Counter counter;

    @Inject
    Customizer customizer;

    @Inject
    SmallRyeHealthReporter health;

    private final Entries entries = new Entries(URL);
    private final Entries archive = new Entries(ARCHIVE_URL);

    @BeforeEach
    void reset() throws SQLException {
        entries.create();
        archive.create();
    }

    /** Neither is it the first by its name, nor is it always the first that Quarkus tells. */
    @Test
    void whatNamesNoDatabaseMeansTheDefaultDataSource() throws SQLException {
        Await.value(transactions.atomic().getStageAsync(() -> Entries.insert(transactions, 1)));
        Await.value(transactions
                .atomic()
                .using("0archive")
                .getStageAsync(() -> Entries.insert(transactions, 2)));

        assertThat(entries.rows()).containsExactly(1);
        assertThat(archive.rows()).containsExactly(2);
    }

    @Test
    void numberOfConnectionsIsThatOfThePoolOrTheProperty() {
        assertThat(transactions.metrics().databases())
                .extractingFromEntries(
                        database -> entry(database.getKey(), database.getValue().connections()))
                .containsExactlyInAnyOrder(entry("<default>", 3), entry("0archive", 2));
    }

    @Test
    void listenersAreTold() {
        int before = counter.committed.get();

        transactions.atomic().run(() -> {});

        Await.until("the listener was told", () -> counter.committed.get() == before + 1);
    }

    @Test
    void customizersAreCalledOnce() {
        assertThat(customizer.calls).hasValue(1);
    }

    @Test
    void readinessTellsOfEachDatabase() {
        SmallRyeHealth ready = health.getReadiness();

        assertThat(ready.isDown()).isFalse();
        assertThat(ready.getPayload().toString())
                .contains("Aatomic transactions", "\"<default>.connections\":3", "\"0archive.waiting\":0");
    }

    /** Counts commits. */
    @Singleton
    static class Counter implements TransactionListener {

        final AtomicInteger committed = new AtomicInteger();

        @Override
        public void committed(TransactionEvent event) {
            committed.incrementAndGet();
        }
    }

    /** Counts its calls. */
    @Singleton
    static class Customizer implements TransactionsBuilderCustomizer {

        final AtomicInteger calls = new AtomicInteger();

        @Override
        public void customize(Transactions.Builder builder) {
            calls.incrementAndGet();
        }
    }
}
