package dev.aatomic.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.Transactions;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** Which data sources are databases, and which of them comes first. */
class DatabasesTest {

    private static final String DEFAULT = "<default>";

    private static Databases of(List<String> names, String... properties) {
        Map<String, DataSource> active = new HashMap<>();
        names.forEach(name -> active.put(name, new JdbcDataSource()));
        return Databases.of(names, active, Configurations.of(properties));
    }

    private static List<String> order(Databases databases) {
        return List.copyOf(databases.dataSources().keySet());
    }

    @Test
    void theDefaultDataSourceIsFirst() {
        assertThat(order(of(List.of("b", "1", DEFAULT, "a")))).containsExactly(DEFAULT, "1", "a", "b");
    }

    @Test
    void theOneThatIsNamedIsFirst() {
        assertThat(order(of(List.of("a", "b", DEFAULT), "default-database=b"))).containsExactly("b", DEFAULT, "a");
    }

    @Test
    void theOnlyOneIsFirst() {
        assertThat(order(of(List.of("b")))).containsExactly("b");
        assertThat(order(of(List.of("b", DEFAULT), "databases.\"<default>\".enabled=false")))
                .containsExactly("b");
    }

    @Test
    void thoseThatAreNotActiveAreLeftOut() {
        Databases databases = Databases.of(
                List.of(DEFAULT, "a"),
                Map.of(DEFAULT, new JdbcDataSource()),
                Configurations.of("databases.a.connections=2"));

        assertThat(order(databases)).containsExactly(DEFAULT);
    }

    @Test
    void severalWithoutADefaultAreRefused() {
        assertThatThrownBy(() -> of(List.of("b", "a")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Which database a block means that names none is not known: the default data source is not there, not"
                                + " active or left out, and the data sources are [a, b]. Name one of them with"
                                + " quarkus.aatomic.default-database");
    }

    @Test
    void aDefaultThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> of(List.of("a", DEFAULT), "default-database=c"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(
                        "quarkus.aatomic.default-database is 'c', and the data sources are [<default>, a]");
    }

    @Test
    void settingsOfWhatIsNoDataSourceAreRefused() {
        assertThatThrownBy(() -> of(List.of("a", DEFAULT), "databases.c.connections=2"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "quarkus.aatomic.databases.\"c\": no JDBC data source has that name; expected one of [<default>, a]");
    }

    @Test
    void allLeftOutIsRefused() {
        assertThatThrownBy(() -> of(List.of("a"), "databases.a.enabled=false"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("No data source is left for transactions: found [a]");
    }

    @Test
    void numbersOfConnectionsThatAreWrongOrMissingAreRefused() {
        assertThatThrownBy(() -> of(List.of("a"), "databases.a.connections=0").addTo(Transactions.builder()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.aatomic.databases.\"a\".connections: ");
        assertThatThrownBy(() -> of(List.of("a")).addTo(Transactions.builder()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("quarkus.aatomic.databases.\"a\".connections: ");
    }
}
