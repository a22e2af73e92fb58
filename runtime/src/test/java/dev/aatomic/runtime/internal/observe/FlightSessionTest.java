package dev.aatomic.runtime.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.internal.jdbc.JdbcSession;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A connection that is recorded answers as it does without a recording. */
@Tag("rooms")
final class FlightSessionTest {

    /** A default that it does not know of would stand in for the answer of the connection. */
    @Test
    void everythingIsAskedOfTheConnection() {
        Stream<Method> asked = Stream.of(JdbcSession.class.getMethods()).filter(method -> !method.isSynthetic());

        assertThat(asked)
                .hasSizeGreaterThan(20)
                .allSatisfy(method -> assertThat(
                                FlightSession.class.getDeclaredMethod(method.getName(), method.getParameterTypes()))
                        .isNotNull());
    }

    /** So that whoever writes another that stands around a connection is told by the compiler. */
    @Test
    void connectionAnswersNothingByDefault() {
        assertThat(JdbcSession.class.getMethods()).noneMatch(Method::isDefault);
    }
}
