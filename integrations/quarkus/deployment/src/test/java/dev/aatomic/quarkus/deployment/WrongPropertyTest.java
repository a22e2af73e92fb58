package dev.aatomic.quarkus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.quarkus.test.QuarkusUnitTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A wrong value is known when the application starts, though nobody uses its transactions. */
class WrongPropertyTest {

    @RegisterExtension
    static final QuarkusUnitTest APPLICATION = new QuarkusUnitTest()
            .withEmptyApplication()
            .withConfiguration("""
                    quarkus.datasource.db-kind=h2
                    quarkus.datasource.jdbc.url=jdbc:h2:mem:wrong
                    quarkus.aatomic.max-waiting=-1
                    quarkus.http.host-enabled=false
                    quarkus.otel.enabled=false
                    """)
            .assertException(failure -> assertThat(failure).hasStackTraceContaining("quarkus.aatomic.max-waiting: "));

    @Test
    void isNotReached() {
        fail("The application started");
    }
}
