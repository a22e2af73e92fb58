package dev.aatomic.runtime.truth;

import dev.aatomic.runtime.support.subscribed.FlowPublisherType;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@linkplain RandomPrograms Random programs} in all forms, for {@code -Daatomic.truth.seconds} in all, by default a minute. */
@Tag("D1")
@Tag("D6")
@Tag("G2")
@Tag("G5")
@Tag("G7")
@Tag("G8")
@Tag("G9")
@Tag("G15")
@Tag("G16")
@Tag("G18")
@Tag("G20")
@Tag("hooks")
@Timeout(value = 1, unit = TimeUnit.DAYS)
final class TruthTest {

    private static final double SECONDS = 60;
    private static final int SUBSCRIBED_PERCENT = 20;

    @ParameterizedTest
    @EnumSource
    void whatIsToldIsTrue(Server server) {
        // Most of it on the database that needs less time for a program.
        double share = server == Server.H2 ? 0.6 : 0.4;
        RandomPrograms.run(
                server,
                share * RandomPrograms.seconds(SECONDS),
                List.of(FlowPublisherType.values()),
                SUBSCRIBED_PERCENT);
    }
}
