package dev.aatomic.runtime.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.Propagation;
import dev.aatomic.runtime.CheckedSupplier;
import dev.aatomic.runtime.RetryPolicy;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What was set on a block, and what contradicts itself. */
@Tag("bad-input")
final class BlockSettingsTest {

    private static final CheckedSupplier<Integer, RuntimeException> BODY = () -> 1;

    private final BlockSettings defaults = BlockSettings.defaults(null);

    @Test
    void defaultsAskForNothing() {
        assertThat(defaults.database).isNull();
        assertThat(defaults.propagation).isEqualTo(Propagation.NESTED);
        assertThat(defaults.durable).isFalse();
        assertThat(defaults.isolation).isEqualTo(Isolation.DEFAULT);
        assertThat(defaults.isLazy).isFalse();
        assertThat(defaults.isReadOnly).isFalse();
        assertThat(defaults.isWriter).isFalse();
        assertThat(defaults.timeoutNanos).isZero();
        assertThat(defaults.retry).isNull();
        assertThat(defaults.isNamed()).isFalse();
        assertThat(defaults.wantsSavepoint).isTrue();
        assertThat(defaults.mayRunWithoutTransaction).isFalse();
        assertThat(defaults.commitsOn(new IOException())).isFalse();
    }

    @Test
    void connectionIsTakenAsTheBlockSaysElseAsTheBuilderDid() {
        BlockSettings late = defaults.withLazyConnections(true);

        assertThat(defaults.withConnection(ConnectionAcquisition.LAZY).isLazy).isTrue();
        assertThat(late.isLazy).isTrue();
        assertThat(late.withConnection(ConnectionAcquisition.EAGER).isLazy).isFalse();
        assertThat(late.withConnection(ConnectionAcquisition.EAGER)
                        .withConnection(ConnectionAcquisition.DEFAULT)
                        .isLazy)
                .isTrue();
    }

    @Test
    void whatIsSetIsSetOnACopy() {
        assertThat(defaults.withDurable().durable).isTrue();
        assertThat(defaults.withIsolation(Isolation.SERIALIZABLE).isolation).isEqualTo(Isolation.SERIALIZABLE);
        assertThat(defaults.withReadOnly(true).isReadOnly).isTrue();
        assertThat(defaults.withReadOnly(true).isWriter).isFalse();
        assertThat(defaults.withReadOnly(false).isReadOnly).isFalse();
        assertThat(defaults.withReadOnly(false).isWriter).isTrue();
        assertThat(defaults.withName("name").isNamed()).isTrue();
        assertThat(defaults.withName("name").name(BODY)).isEqualTo("name");
        assertThat(defaults.withName("name").place(BODY)).isEqualTo("'name'");
        assertThat(defaults.place(BODY)).startsWith("'").contains("BlockSettingsTest");
        assertThat(defaults.withPropagation(Propagation.REQUIRED).propagation).isEqualTo(Propagation.REQUIRED);

        assertThat(defaults.durable).isFalse();
        assertThat(defaults.isolation).isEqualTo(Isolation.DEFAULT);
        assertThat(defaults.isReadOnly).isFalse();
        assertThat(defaults.isNamed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        NESTED,        true,  false
        REQUIRED,      false, false
        REQUIRES_NEW,  true,  false
        MANDATORY,     true,  false
        SUPPORTS,      false, true
        NOT_SUPPORTED, true,  true
        NEVER,         true,  true
        """)
    void propagationSaysWhetherThereIsASavepointOrEvenATransaction(
            Propagation propagation, boolean savepoint, boolean without) {
        BlockSettings settings = defaults.withPropagation(propagation);

        assertThat(settings.wantsSavepoint).isEqualTo(savepoint);
        assertThat(settings.mayRunWithoutTransaction).isEqualTo(without);
    }

    @Test
    void savepointMayBeSaidByItself() {
        assertThat(defaults.withSavepoint(true).wantsSavepoint).isTrue();
        assertThat(defaults.withSavepoint(false).wantsSavepoint).isFalse();
    }

    @Test
    void savepointAndPropagationContradictEachOther() {
        assertThatThrownBy(() -> defaults.withSavepoint(true).withPropagation(Propagation.REQUIRED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("savepoint and propagation: found true and REQUIRED");
    }

    @ParameterizedTest
    @EnumSource
    void durableBlockIsATransaction(Propagation propagation) {
        UnaryOperator<BlockSettings> change = settings -> settings.withPropagation(propagation);
        if (propagation == Propagation.NESTED || propagation == Propagation.REQUIRED) {
            assertThat(change.apply(defaults.withDurable()).durable).isTrue();
        } else {
            assertThatThrownBy(() -> change.apply(defaults.withDurable()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("durable and propagation: found durable with " + propagation);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SUPPORTS", "NOT_SUPPORTED", "NEVER"})
    void blockThatMayBeNoTransactionHasNoneOfItsProperties(Propagation propagation) {
        BlockSettings without = defaults.withPropagation(propagation);

        assertThatThrownBy(() -> without.withIsolation(Isolation.SERIALIZABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("propagation: found " + propagation + " with isolation");
        assertThatThrownBy(() -> without.withReadOnly(false)).isInstanceOf(IllegalArgumentException.class);
        for (ConnectionAcquisition acquisition : List.of(ConnectionAcquisition.EAGER, ConnectionAcquisition.LAZY)) {
            assertThatThrownBy(() -> without.withConnection(acquisition))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("connection");
        }
        assertThat(without.withConnection(ConnectionAcquisition.DEFAULT).propagation)
                .isEqualTo(propagation);
        assertThatThrownBy(() -> without.withTimeout(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> without.withRetry(RetryPolicy.ofMaxAttempts(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> without.withNoRollbackFor(IOException.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(without.withName("name").isNamed()).isTrue();
    }

    @Test
    void timeoutIsMoreThanNothing() {
        assertThat(defaults.withTimeout(Duration.ofNanos(1)).timeoutNanos).isEqualTo(1);
        assertThatThrownBy(() -> defaults.withTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("timeout: found PT0S; expected more than nothing");
        assertThatThrownBy(() -> defaults.withTimeout(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timeoutBeyondTheClockIsTheLongest() {
        long longest = Long.MAX_VALUE >> 1;

        assertThat(defaults.withTimeout(Duration.ofNanos(longest)).timeoutNanos).isEqualTo(longest);
        assertThat(defaults.withTimeout(Duration.ofNanos(longest - 1)).timeoutNanos)
                .isEqualTo(longest - 1);
        assertThat(defaults.withTimeout(Duration.ofDays(365_000_000L)).timeoutNanos)
                .isEqualTo(longest);
    }

    @Test
    void oneAttemptIsNoRetry() {
        RetryPolicy twice = RetryPolicy.ofMaxAttempts(2);
        BlockSettings retried = defaults.withRetry(twice);

        assertThat(retried.retry).isSameAs(twice);
        assertThat(defaults.withRetry(RetryPolicy.ofMaxAttempts(1)).retry).isNull();
        assertThat(retried.withoutRetry().retry).isNull();
        assertThat(retried.retry).isSameAs(twice);
        assertThat(defaults.withoutRetry()).isSameAs(defaults);
    }

    @Test
    void failuresThatCommitAreExceptions() {
        BlockSettings settings = defaults.withNoRollbackFor(IOException.class, IllegalStateException.class);

        assertThat(settings.commitsOn(new FileNotFoundException())).isTrue();
        assertThat(settings.commitsOn(new IllegalStateException())).isTrue();
        assertThat(settings.commitsOn(new RuntimeException())).isFalse();
        assertThatThrownBy(() -> defaults.withNoRollbackFor(IOException.class, String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("noRollbackFor: found 'java.lang.String'; expected classes of exceptions");
    }

    /** What is asked for, what is around, whether that is read-only; whether it is too strict. */
    @ParameterizedTest
    @CsvSource(textBlock = """
        DEFAULT,          DEFAULT,         false
        READ_COMMITTED,   DEFAULT,         false
        REPEATABLE_READ,  DEFAULT,         true
        READ_UNCOMMITTED, DEFAULT,         false
        SERIALIZABLE,     REPEATABLE_READ, true
        REPEATABLE_READ,  REPEATABLE_READ, false
        READ_COMMITTED,   READ_UNCOMMITTED, true
        DEFAULT,          SERIALIZABLE,    false
        """)
    void blockIsStricterThanWhatIsAroundIt(Isolation asked, Isolation around, boolean stricter) {
        BlockSettings settings = defaults.withIsolation(asked);

        assertThat(settings.isStricterThan(around, false)).isEqualTo(stricter);
        assertThat(settings.isStricterThan(around, true)).isEqualTo(stricter);
        assertThat(settings.withReadOnly(false).isStricterThan(around, true)).isTrue();
        assertThat(settings.withReadOnly(true).isStricterThan(around, true)).isEqualTo(stricter);
        assertThat(settings.withReadOnly(false).isStricterThan(around, false)).isEqualTo(stricter);
        assertThat(settings.withName("inner").tooStrict(BODY, "'outer'", around))
                .hasMessageContaining(stricter ? "'inner' asks for " + asked : "'inner' writes");
    }

    @Test
    void blockThatIsLateSaysWhoseTimeoutItWas() {
        assertThat(defaults.withName("late").timedOut(BODY))
                .hasMessageContaining("Block 'late' was not done within the timeout of a block around it");
        assertThat(defaults.withName("late").withTimeout(Duration.ofSeconds(3)).timedOut(BODY))
                .hasMessageContaining("Block 'late' was not done within its timeout of PT3S");
    }
}
