package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.support.Advice;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.spring.boot.support.Messages;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the messages of the modules for Spring and Hibernate tell their readers to write works: taken out of the messages themselves. */
@Tag("bad-input")
final class AdviceTest {

    private static final Path ENGINE = Path.of("../../runtime/src/main/java/dev/aatomic/runtime/internal/operations");

    private final TestDatabase database = new TestDatabase(Server.H2);
    private final ApplicationContextRunner runner = Application.runner(database);

    @AfterEach
    void close() {
        database.close();
    }

    /** All that stand in their sources, and what the engine says inside a transaction of Spring's. */
    private static List<String> messages() throws IOException {
        return Messages.of(
                Path.of("src/main/java"),
                Path.of("../spring/src/main/java"),
                Path.of("../hibernate/src/main/java"),
                ENGINE.resolve("Refusals.java"),
                ENGINE.resolve("EngineTestBlocks.java"));
    }

    @Test
    void i3CodeOfEachMessageCompiles() throws IOException {
        List<String> members = messages().stream()
                .flatMap(message -> Advice.members(message).stream())
                .distinct()
                .toList();

        assertThat(members).hasSizeGreaterThan(30);
        assertThat(Advice.errors(members)).isEmpty();
    }

    @Test
    void i3PropertiesOfEachMessageAreThere() throws IOException {
        List<String> properties = messages().stream()
                .flatMap(message -> Advice.properties(message).stream())
                .distinct()
                .toList();
        Set<String> described = ConfigurationMetadataTest.names();

        assertThat(properties).hasSizeGreaterThan(3).allSatisfy(property -> {
            int end = property.indexOf("." + Messages.UNKNOWN);
            assertThat(described).contains(end < 0 ? property : property.substring(0, end));
            String ofOneDatabase = end < 0 ? "" : property.substring(end + Messages.UNKNOWN.length() + 1);
            if (!ofOneDatabase.isEmpty()) {
                assertThat(BeanUtils.getPropertyDescriptor(
                                AatomicProperties.DatabaseSettings.class, ofOneDatabase.substring(1)))
                        .as(property)
                        .isNotNull();
            }
        });
    }

    @Test
    void i3PropertyThatLetsStatementsRunAnywhereDoes() {
        runner.run(context -> {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            Throwable refused = catchThrowable(() -> jdbc.update("insert into entry values (1)"));

            runner.withPropertyValues(Advice.settings(refused.getMessage()))
                    .run(advised -> advised.getBean(JdbcTemplate.class).update("insert into entry values (2)"));
            assertThat(database.rows()).containsExactly(2);
        });
    }

    /** jOOQ's own auto-configuration wants a primary data source. */
    private ApplicationContextRunner twoDataSources(String first) {
        return runner.withClassLoader(new FilteredClassLoader("org.jooq"))
                .withBean(first, HikariDataSource.class, this::pool)
                .withBean("orders", HikariDataSource.class, this::pool);
    }

    private HikariDataSource pool() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(database.url());
        return pool;
    }

    @Test
    void i3PropertiesThatChooseAmongDataSourcesDo() {
        String first = "billing.old";
        twoDataSources(first).run(context -> {
            FailureAnalysis analysis = new NoDefaultDatabaseFailureAnalyzer().analyze(context.getStartupFailure());
            String action = analysis.getAction();

            twoDataSources(first)
                    .withPropertyValues(Advice.properties(action).get(0) + "=" + first)
                    .run(advised -> assertThat(databases(advised)).containsOnly(first, "orders"));
            twoDataSources(first)
                    .withPropertyValues(Advice.settings(action))
                    .run(advised -> assertThat(databases(advised)).containsOnly("orders"));
        });
    }

    private static Set<String> databases(BeanFactory context) {
        return context.getBean(Transactions.class).metrics().databases().keySet();
    }

    /** The name of a bean may be any text. */
    @ParameterizedTest
    @ValueSource(strings = {"reports", "old_reports", "app.DataSource#0"})
    void i3PropertyThatSaysHowManyConnectionsThereAreDoes(String name) {
        ApplicationContextRunner unknownPool =
                runner.withBean(name, DriverManagerDataSource.class, () -> new DriverManagerDataSource(database.url()));
        unknownPool.run(context -> {
            String message = context.getStartupFailure().getMessage();
            assertThat(message).containsPattern("; here with the property \\S+$");
            String property = message.substring(message.lastIndexOf(' ') + 1);

            unknownPool
                    .withPropertyValues(property + "=2")
                    .run(advised -> assertThat(databases(advised)).containsOnly(name));
        });
    }
}
