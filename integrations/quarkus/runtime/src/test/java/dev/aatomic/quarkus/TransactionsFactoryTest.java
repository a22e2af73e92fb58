package dev.aatomic.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the builder is told of the configuration. */
class TransactionsFactoryTest {

    private static List<String> calls(String... properties) {
        RecordedBuilder builder = new RecordedBuilder();
        new TransactionsFactory(Configurations.of(properties)).configure(builder.builder());
        return builder.calls();
    }

    @Test
    void defaultsAreThoseOfTheBuilderButForTheContext() {
        assertThat(calls())
                .containsExactlyInAnyOrder(
                        "silentRollback false",
                        "contextPropagation true",
                        "connectionAcquisition EAGER",
                        "recordSql false",
                        "sendBlockNames false",
                        "connectionTimeout PT30S",
                        "commitTimeout PT30S",
                        "closeTimeout PT30S");
    }

    @ParameterizedTest
    @CsvSource({
        "require-durable=true, requireDurable",
        "silent-rollback=true, silentRollback true",
        "context-propagation=false, contextPropagation false",
        "connection-acquisition=lazy, connectionAcquisition LAZY",
        "connection-timeout=2s, connectionTimeout PT2S",
        "max-waiting=0, maxWaiting 0",
        "commit-timeout=500ms, commitTimeout PT0.5S",
        "close-timeout=1M, closeTimeout PT1M",
        "record-metrics=true, recordMetrics true",
        "warn-if-held-longer-than=10s, warnIfHeldLongerThan PT10S",
        "record-sql=true, recordSql true",
        "send-block-names=true, sendBlockNames true"
    })
    void propertiesAreSet(String property, String call) {
        assertThat(calls(property)).contains(call);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection-timeout=0s",
                "max-waiting=-1",
                "commit-timeout=-1s",
                "close-timeout=0",
                "warn-if-held-longer-than=0s"
            })
    void wrongValuesNameTheirProperty(String property) {
        TransactionsFactory factory = new TransactionsFactory(Configurations.of(property));

        assertThatThrownBy(() -> factory.configure(Transactions.builder()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.aatomic." + property.substring(0, property.indexOf('=')) + ": ");
    }
}
