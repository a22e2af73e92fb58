package dev.aatomic.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application with transactions of its own: these are the only ones, and closed with it. */
class OwnTransactionsTest {

    private static final String IS_CLOSED = "dev.aatomic.quarkus.deployment.OwnTransactionsTest";

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClass(Beans.class))
            .withConfiguration("""
                    quarkus.datasource.db-kind=h2
                    quarkus.datasource.jdbc.url=jdbc:h2:mem:own
                    quarkus.http.host-enabled=false
                    quarkus.otel.enabled=false
                    """)
            .setAfterUndeployListener(
                    () -> assertThat(((BooleanSupplier) System.getProperties().remove(IS_CLOSED)).getAsBoolean())
                            .isTrue());

    @Inject
    Transactions transactions;

    @Inject
    @Any
    Instance<Transactions> all;

    @Test
    void theyAreInjected() {
        assertThat(transactions.metrics().databases()).containsOnlyKeys("own");
        assertThat(all).hasSize(1);

        // The class is another one for whoever looks at it in the end.
        System.getProperties().put(IS_CLOSED, (BooleanSupplier) this::isClosed);
    }

    private boolean isClosed() {
        try {
            Beans.made.atomic().run(() -> {});
            return false;
        } catch (TransactionManagementException refused) {
            return true;
        }
    }

    /** Of the application's own. */
    static class Beans {

        static Transactions made;

        @Produces
        @ApplicationScoped
        Transactions transactions(DataSource dataSource) {
            made = Transactions.builder()
                    .database("own", dataSource)
                    .contextPropagation(true)
                    .build();
            return made;
        }
    }
}
