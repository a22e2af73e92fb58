package dev.aatomic.runtime.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.support.NoDriver;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot work is refused as soon as it is said, by the name of the option, and not when a block is first opened. */
@Tag("bad-input")
final class BadInputTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Sets options and opens no block. */
    @FunctionalInterface
    private interface Setting {
        void set(Atomic atomic);
    }

    /** Builds. */
    @FunctionalInterface
    private interface Building {
        void build(Transactions.Builder builder);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                bad("timeout", atomic -> atomic.timeout(Duration.ZERO)),
                bad("timeout", atomic -> atomic.timeout(SECOND.negated())),
                bad("maxAttempts", atomic -> atomic.retry(RetryPolicy.ofMaxAttempts(0))),
                bad("maxAttempts", atomic -> atomic.retry(RetryPolicy.ofMaxAttempts(-1))),
                bad("delay", atomic -> atomic.retry(policy().withBackoff(SECOND.negated(), SECOND))),
                bad("maxDelay", atomic -> atomic.retry(policy().withBackoff(SECOND, Duration.ZERO))),
                bad("retryFor", atomic -> atomic.retry(policy().retryFor(String.class))),
                bad("noRollbackFor", atomic -> atomic.noRollbackFor(Error.class, String.class)),
                bad("using", atomic -> atomic.using("nowhere")),
                bad(
                        "savepoint and propagation",
                        atomic -> atomic.savepoint(false).propagation(Propagation.REQUIRES_NEW)),
                bad(
                        "savepoint and propagation",
                        atomic -> atomic.propagation(Propagation.REQUIRED).savepoint(true)),
                bad("durable and propagation", atomic -> atomic.durable().propagation(Propagation.MANDATORY)),
                bad("durable and propagation", atomic -> atomic.durable().propagation(Propagation.REQUIRES_NEW)),
                bad(
                        "isolation",
                        atomic -> atomic.propagation(Propagation.SUPPORTS).isolation(Isolation.SERIALIZABLE)),
                bad("readOnly", atomic -> atomic.readOnly().propagation(Propagation.NEVER)),
                bad(
                        "connection",
                        atomic -> atomic.propagation(Propagation.NOT_SUPPORTED).connection(ConnectionAcquisition.LAZY)),
                bad(
                        "timeout",
                        atomic -> atomic.propagation(Propagation.NOT_SUPPORTED).timeout(SECOND)),
                bad("retry", atomic -> atomic.propagation(Propagation.SUPPORTS).retry(policy())),
                bad(
                        "noRollbackFor",
                        atomic -> atomic.propagation(Propagation.NEVER).noRollbackFor(Error.class)));
    }

    private static Arguments bad(String option, Setting setting) {
        return arguments(option, setting);
    }

    private static RetryPolicy policy() {
        return RetryPolicy.ofMaxAttempts(2);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void ofABlock(String option, Setting setting) {
        try (Transactions transactions = builder().build()) {
            assertThat(catchThrowable(() -> setting.set(transactions.atomic())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(option)
                    .hasMessageContaining("expected");
        }
    }

    static Stream<Arguments> buildings() {
        return Stream.of(
                badBuilding("commitTimeout", builder -> builder.commitTimeout(Duration.ZERO)),
                badBuilding("closeTimeout", builder -> builder.closeTimeout(SECOND.negated())),
                badBuilding("warnIfHeldLongerThan", builder -> builder.warnIfHeldLongerThan(Duration.ZERO)),
                badBuilding("connections", builder -> builder.database("other", new NoDriver(), 0)),
                badBuilding("connections", builder -> builder.database("other", new NoDriver())),
                badBuilding("database", builder -> builder.database("default", new NoDriver(), 1)),
                badBuilding(
                        "contextPropagation",
                        builder -> builder.contextPropagation(true).build()));
    }

    private static Arguments badBuilding(String option, Building building) {
        return arguments(option, building);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("buildings")
    void ofTheBuilder(String option, Building building) {
        assertThat(catchThrowable(() -> building.build(builder())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option);
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                bad("timeout", atomic -> atomic.timeout(null)),
                bad("policy", atomic -> atomic.retry(null)),
                bad("isolation", atomic -> atomic.isolation(null)),
                bad("propagation", atomic -> atomic.propagation(null)),
                bad("connection", atomic -> atomic.connection(null)),
                bad("name", atomic -> atomic.named(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nulls")
    void thatIsNull(String parameter, Setting setting) {
        try (Transactions transactions = builder().build()) {
            assertThat(catchThrowable(() -> setting.set(transactions.atomic())))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining(parameter);
        }
    }

    private static Transactions.Builder builder() {
        return Transactions.builder().database("default", new NoDriver(), 1);
    }
}
