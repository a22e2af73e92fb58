package dev.aatomic.reactive;

import dev.aatomic.runtime.truth.RandomPrograms;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@linkplain RandomPrograms Random programs}, most blocks of which are opened through a type of a reactive library or of coroutines. */
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
final class ReactiveTruthTest {

    private static final double SECONDS = 15;
    private static final int SUBSCRIBED_PERCENT = 65;

    @ParameterizedTest
    @EnumSource
    void whatIsToldIsTrue(Server server) {
        RandomPrograms.run(
                server,
                RandomPrograms.seconds(SECONDS) / Server.values().length,
                List.of(ReactiveType.values()),
                SUBSCRIBED_PERCENT);
    }
}
