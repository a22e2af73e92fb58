package dev.aatomic.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.ScopedDataSource;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.testing.Server;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests with Spring's test context, which needs JUnit 6. */
@EnabledIf("isOnJunit6")
@Tag("tests")
final class SpringTest {

    private Environment environment;

    static boolean isOnJunit6() {
        return Arrays.stream(ExtensionContext.Store.class.getMethods())
                .anyMatch(method -> method.getName().equals("computeIfAbsent"));
    }

    @BeforeEach
    void open() {
        environment = new Environment(Server.POSTGRES, 2);
    }

    @AfterEach
    void close() {
        environment.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Application {

        @Bean
        DataSource dataSource() {
            return Environment.current.pool;
        }

        @Bean
        SpringBridge springBridge() {
            return new SpringBridge();
        }

        @Bean
        Transactions transactions(SpringBridge spring, DataSource dataSource) {
            Transactions transactions = Transactions.builder()
                    .database("default", dataSource, 2)
                    .enclosing(spring)
                    .connectionRouting(spring)
                    .build();
            spring.bind(transactions, Map.of("default", dataSource));
            return transactions;
        }

        @Bean
        JdbcTemplate jdbcTemplate(SpringBridge spring, DataSource dataSource) {
            return new JdbcTemplate(new ScopedDataSource(dataSource, spring, false));
        }

        @Bean
        PlatformTransactionManager transactionManager(SpringBridge spring, DataSource dataSource) {
            return new AatomicTransactionManager(spring, new JdbcTransactionManager(dataSource));
        }
    }

    private static CompletionStage<Integer> insertLater(Transactions transactions, int value) {
        return transactions.atomic().getStageAsync(() -> transactions.submit(Environment.insertion(value)));
    }

    @AatomicTest
    @SpringJUnitConfig(Application.class)
    @DirtiesContext
    static class OfContext {

        @Autowired
        JdbcTemplate jdbc;

        @Autowired
        PlatformTransactionManager manager;

        @BeforeAll
        static void givenBySpring(@Autowired Transactions annotated, Transactions ours) {
            assertThat(annotated).isSameAs(ours);
        }

        @Test
        void springsTransactionsJoinTheTest(Transactions transactions) {
            new TransactionTemplate(manager)
                    .executeWithoutResult(status -> jdbc.update("insert into entry values (1)"));
            insertLater(transactions, 2).toCompletableFuture().join();
            jdbc.update("insert into entry values (3)");
            CompletableFuture.runAsync(
                            () -> new TransactionTemplate(manager)
                                    .executeWithoutResult(status -> jdbc.update("insert into entry values (4)")),
                            (Executor) task -> new Thread(task).start())
                    .join();
            assertThat(jdbc.queryForObject("select count(*) from entry", Integer.class))
                    .isEqualTo(4);
        }

        @Nested
        class Inside {
            @Test
            void findsTheContextOfTheClassAround(Transactions transactions, @Autowired Transactions annotated) {
                assertThat(annotated).isSameAs(transactions);
                assertThat(insertLater(transactions, 1).toCompletableFuture().join())
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void contextGivesTheTransactions() {
        EngineExecutionResults results = Environment.run(OfContext.class);

        results.allEvents().failed().assertThatEvents().isEmpty();
        results.testEvents().assertStatistics(counts -> counts.succeeded(2));
        assertThat(environment.database.rows()).isEmpty();
    }

    /** Spring's transaction is begun after the test's block, and so is a part of it. */
    @AatomicTest
    @ExtendWith(SpringExtension.class)
    @ContextConfiguration(classes = Application.class)
    @Transactional
    @DirtiesContext
    static class OursFirst {

        @Autowired
        Transactions transactions;

        @Autowired
        JdbcTemplate jdbc;

        @Test
        void asynchronousBlockIsInSpringsTransaction() {
            jdbc.update("insert into entry values (1)");
            insertLater(transactions, 2).toCompletableFuture().join();
            assertThat(jdbc.queryForObject("select count(*) from entry", Integer.class))
                    .isEqualTo(2);
        }
    }

    @Test
    void springsTransactionOfATestIsAPartOfOurs() {
        EngineExecutionResults results = Environment.run(OursFirst.class);

        results.allEvents().failed().assertThatEvents().isEmpty();
        results.testEvents().assertStatistics(counts -> counts.succeeded(1));
        assertThat(environment.database.rows()).isEmpty();
    }

    /** Spring's transaction is there before ours, on a connection of its own. */
    @ExtendWith(SpringExtension.class)
    @AatomicTest
    @ContextConfiguration(classes = Application.class)
    @Transactional
    @DirtiesContext
    static class SpringFirst {

        @Test
        void never() {}
    }

    @Test
    void springsTransactionAroundOursIsRefused() {
        EngineExecutionResults results = Environment.run(SpringFirst.class);

        results.testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(message(
                                text -> text.contains("Spring transaction") && text.contains("off the test")))));
    }

    /** Without ours. */
    @SpringJUnitConfig(Application.class)
    @Transactional
    @DirtiesContext
    static class SpringAlone {

        @Autowired
        Transactions transactions;

        @Test
        void asynchronousBlockIsRefused() {
            insertLater(transactions, 1).toCompletableFuture().join();
        }
    }

    @Test
    void asynchronousBlockInSpringsOwnTestIsRefused() {
        Environment.run(SpringAlone.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("REQUIRES_NEW")))));
        assertThat(environment.database.rows()).isEmpty();
    }
}
