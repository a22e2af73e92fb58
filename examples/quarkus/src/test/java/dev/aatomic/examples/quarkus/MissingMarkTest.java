package dev.aatomic.examples.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.test.QuarkusUnitTest;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The implementation is a bean and has no mark: Quarkus says which one is missing, when the application is built. */
class MissingMarkTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withApplicationRoot(archive -> archive.addClasses(
                            Accounts.class, AccountsAatomic.class, Application.class, NoAccounts.class, Beans.class)
                    .addAsResource("application.properties"))
            .overrideConfigKey("mark", "missing")
            .assertException(failure -> assertThat(failure)
                    .isInstanceOf(DeploymentException.class)
                    .hasStackTraceContaining(
                            "Unsatisfied dependency for type dev.aatomic.examples.quarkus.Accounts and qualifiers [@AatomicDelegate]")
                    .hasStackTraceContaining(
                            "parameter 'delegate' of dev.aatomic.examples.quarkus.AccountsAatomic constructor"));

    @Inject
    Accounts accounts;

    /** The implementations, which are no beans in other tests. */
    @IfBuildProperty(name = "mark", stringValue = "missing")
    @Singleton
    static class Beans {

        @Produces
        Accounts unmarked() {
            return new NoAccounts();
        }
    }

    @Test
    void isNotReached() {
        fail("The application started with " + accounts);
    }
}
