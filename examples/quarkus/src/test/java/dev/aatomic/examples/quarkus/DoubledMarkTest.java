package dev.aatomic.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.aatomic.AatomicDelegate;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two implementations have the mark: Quarkus names both, when the application is built. */
class DoubledMarkTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(
                            Accounts.class, AccountsAatomic.class, Application.class, NoAccounts.class, Beans.class)
                    .addAsResource("application.properties"))
            .overrideConfigKey("mark", "doubled")
            .assertException(failure -> assertThat(failure)
                    .isInstanceOf(DeploymentException.class)
                    .hasStackTraceContaining(
                            "Ambiguous dependencies for type dev.aatomic.examples.quarkus.Accounts and qualifiers [@AatomicDelegate]")
                    .hasStackTraceContaining("first()")
                    .hasStackTraceContaining("second()"));

    @Inject
    Accounts accounts;

    /** The implementations, which are no beans in other tests. */
    @IfBuildProperty(name = "mark", stringValue = "doubled")
    @Singleton
    static class Beans {

        @Produces
        @AatomicDelegate
        Accounts first() {
            return new NoAccounts();
        }

        @Produces
        @AatomicDelegate
        Accounts second() {
            return new NoAccounts();
        }
    }

    @Test
    void isNotReached() {
        fail("The application started with " + accounts);
    }
}
