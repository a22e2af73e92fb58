package dev.aatomic.runtime.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.runtime.DatabaseMetrics;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.event.TransactionListener;
import dev.aatomic.runtime.support.NoDriver;
import dev.aatomic.runtime.support.ThreadTransactions;
import dev.aatomic.testing.Await;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot work is refused where it is said, by the name of the option, and what is on the edge is not. */
@Tag("rooms")
final class TransactionsBuilderTest {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE >> 1);

    private final TransactionsBuilder builder = new TransactionsBuilder();

    /** An option that takes a time, under the name of its field. */
    private record Limit(String field, String option, BiConsumer<Transactions.Builder, Duration> set) {
        @Override
        public String toString() {
            return option;
        }
    }

    static Stream<Limit> limits() {
        return Stream.of(
                new Limit("connectionTimeout", "connectionTimeout", Transactions.Builder::connectionTimeout),
                new Limit("commitTimeout", "commitTimeout", Transactions.Builder::commitTimeout),
                new Limit("closeTimeout", "closeTimeout", Transactions.Builder::closeTimeout),
                new Limit("holdLimit", "warnIfHeldLongerThan", Transactions.Builder::warnIfHeldLongerThan));
    }

    private Object value(String name) throws ReflectiveOperationException {
        Field field = TransactionsBuilder.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(builder);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void limitIsMoreThanNothing(Limit limit) throws ReflectiveOperationException {
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
            assertThatThrownBy(() -> limit.set().accept(builder, none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(limit.option() + ": found " + none);
        }

        limit.set().accept(builder, Duration.ofNanos(1));
        assertThat(value(limit.field())).isEqualTo(Duration.ofNanos(1));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void limitBeyondTheClockIsTheLongest(Limit limit) throws ReflectiveOperationException {
        limit.set().accept(builder, LONGEST);
        assertThat(value(limit.field())).isEqualTo(LONGEST);
        limit.set().accept(builder, LONGEST.plusNanos(1));
        assertThat(value(limit.field())).isEqualTo(LONGEST);
        limit.set().accept(builder, Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(value(limit.field())).isEqualTo(LONGEST);
    }

    /** Nobody has to look at the stack of each block unless he is asked to. */
    @Test
    void longHoldsAreToldOfByDefaultWithoutALookAtTheStack() throws ReflectiveOperationException {
        assertThat(value("holdLimit")).isEqualTo(Duration.ofSeconds(30));
        assertThat(value("recordPlaces")).isEqualTo(false);

        builder.warnIfHeldLongerThan(Duration.ofSeconds(5));
        assertThat(value("recordPlaces")).isEqualTo(true);

        builder.warnIfHeldLongerThan(LONGEST);
        assertThat(value("recordPlaces")).isEqualTo(false);
    }

    @Test
    void nameOfABeanIsNotBlank() {
        assertThatThrownBy(() -> builder.registerMBean(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("registerMBean: found nothing but white space");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void databaseHasAConnection(int connections) {
        assertThatThrownBy(() -> builder.database("orders", new NoDriver(), connections))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'orders' is " + connections);
    }

    @Test
    void numberOfConnectionsIsSaidWhereItCannotBeRead() {
        assertThatThrownBy(() -> builder.database("orders", new NoDriver()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'orders'")
                .hasMessageContaining(NoDriver.class.getName());
    }

    @Test
    void namesOfDatabasesDiffer() {
        builder.database("orders", new NoDriver(), 1);
        builder.database("bills", new NoDriver(), 1);

        assertThatThrownBy(() -> builder.database("orders", new NoDriver(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'orders'");
    }

    @Test
    void queueMayBeOfNobody() {
        assertThatThrownBy(() -> builder.maxWaiting(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("maxWaiting: found -1");
        assertThat(builder.maxWaiting(0)).isSameAs(builder);
    }

    @Test
    void sqlThatResetsAConnectionIsThatOfADatabaseWhichIsThere() throws ReflectiveOperationException {
        builder.database("orders", new NoDriver(), 1);

        assertThatThrownBy(() -> builder.connectionResetSql("bills", "DISCARD ALL"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("connectionResetSql: found no database named 'bills'");
        assertThatThrownBy(() -> builder.connectionResetSql("orders", " \n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("connectionResetSql: found nothing but white space");
        assertThat(builder.connectionResetSql("orders", "DISCARD ALL")).isSameAs(builder);
        assertThat(((Map<?, ?>) value("databases")).get("orders"))
                .extracting("resetSql")
                .isEqualTo("DISCARD ALL");
    }

    @Test
    void whatIsLeftOutIsRefusedByName() {
        assertThatThrownBy(() -> builder.database(null, new NoDriver(), 1)).hasMessage("name");
        assertThatThrownBy(() -> builder.database("orders", null, 1)).hasMessage("dataSource");
        assertThatThrownBy(() -> builder.database("orders", null)).hasMessage("dataSource");
        assertThatThrownBy(() -> builder.connectionResetSql(null, "x")).hasMessage("name");
        assertThatThrownBy(() -> builder.executor(null)).hasMessage("executor");
        assertThatThrownBy(() -> builder.contextCapture(null)).hasMessage("capture");
        assertThatThrownBy(() -> builder.connectionAcquisition(null)).hasMessage("connectionAcquisition");
        assertThatThrownBy(() -> builder.listener(null)).hasMessage("listener");
        assertThatThrownBy(() -> builder.enclosing(null)).hasMessage("transactions");
        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsBuiltTwiceHasQueuesOfItsOwn() {
        builder.database("orders", new NoDriver(), 3).executor(Runnable::run);
        try (Transactions one = builder.build();
                Transactions other = builder.build()) {
            one.atomic().run(() -> {
                assertThat(one.metrics().databases().get("orders"))
                        .extracting(DatabaseMetrics::connections, DatabaseMetrics::active)
                        .containsExactly(3, 1);
                assertThat(other.metrics().databases().get("orders").active()).isZero();
            });
        }
    }

    @Test
    void optionsCanBeChained() {
        assertThat(List.<UnaryOperator<Transactions.Builder>>of(
                        each -> each.database("orders", new NoDriver(), 1),
                        each -> each.executor(Runnable::run),
                        Transactions.Builder::requireDurable,
                        each -> each.silentRollback(true),
                        each -> each.contextPropagation(false),
                        each -> each.connectionAcquisition(ConnectionAcquisition.LAZY),
                        each -> each.connectionTimeout(Duration.ofHours(1)),
                        each -> each.contextCapture(task -> task),
                        each -> each.commitTimeout(Duration.ofHours(1)),
                        each -> each.closeTimeout(Duration.ofHours(1)),
                        each -> each.listener(new TransactionListener() {}),
                        each -> each.recordMetrics(true),
                        each -> each.warnIfHeldLongerThan(Duration.ofHours(1)),
                        each -> each.recordSql(true),
                        each -> each.sendBlockNames(true),
                        each -> each.registerMBean("orders"),
                        each -> each.enclosing(new ThreadTransactions(new NoDriver()))))
                .allSatisfy(option -> assertThat(option.apply(builder)).isSameAs(builder));
    }

    @Test
    void contextPropagationIsRefusedWhereNothingPropagates() {
        builder.database("orders", new NoDriver(), 1).contextPropagation(true);

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("contextPropagation: found true");
    }

    @Test
    void whatIsBuiltIsWatched() {
        builder.database("orders", new NoDriver(), 1).executor(task -> {});
        try (Transactions transactions = builder.build()) {
            assertThat(Await.value(transactions.atomic().getAsync(() -> 1))).isEqualTo(1);
        }
    }
}
