package dev.aatomic.spring.boot.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.boot.AatomicAutoConfiguration;
import dev.aatomic.spring.boot.AatomicHealthContributorAutoConfiguration;
import dev.aatomic.spring.boot.AatomicMetricsAutoConfiguration;
import dev.aatomic.spring.boot.AatomicTransactionManagerAutoConfiguration;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A small application over one database, in which everything is configured by itself. */
public final class Application {

    /** What a test does with it. */
    public interface Test {
        void run(Application application) throws Throwable;
    }

    private final ApplicationContext context;
    private final TestDatabase database;

    private Application(ApplicationContext context, TestDatabase database) {
        this.context = context;
        this.database = database;
    }

    /** What Spring Boot configures where the class path has all that this module knows of. */
    public static ApplicationContextRunner runner(TestDatabase database) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        TransactionManagerCustomizationAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        JooqAutoConfiguration.class,
                        AatomicAutoConfiguration.class,
                        AatomicTransactionManagerAutoConfiguration.class,
                        AatomicHealthContributorAutoConfiguration.class,
                        AatomicMetricsAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.hikari.maximum-pool-size=3",
                        "spring.datasource.hikari.connection-timeout=20000");
    }

    public static void run(Server server, Test test) {
        run(server, List.of(), test);
    }

    /** Runs a test, after which no connection may be out and nothing bound to the thread. */
    public static void run(Server server, List<String> properties, Test test) {
        try (TestDatabase database = new TestDatabase(server)) {
            runner(database)
                    .withPropertyValues(properties.toArray(String[]::new))
                    .run(context -> {
                        try {
                            assertThat(context).hasNotFailed();
                            test.run(new Application(context, database));
                        } catch (Exception | Error e) {
                            throw e;
                        } catch (Throwable e) {
                            throw new AssertionError(e);
                        }
                        assertThat(TransactionSynchronizationManager.getResourceMap())
                                .isEmpty();
                        assertThat(TransactionSynchronizationManager.isSynchronizationActive())
                                .isFalse();
                        assertThat(context.getBean(HikariDataSource.class)
                                        .getHikariPoolMXBean()
                                        .getActiveConnections())
                                .as("connections out")
                                .isZero();
                    });
        }
    }

    public ApplicationContext context() {
        return context;
    }

    public Transactions transactions() {
        return context.getBean(Transactions.class);
    }

    public TransactionTemplate spring(int propagation) {
        TransactionTemplate template = template(context.getBean(PlatformTransactionManager.class));
        template.setPropagationBehavior(propagation);
        return template;
    }

    /** Runs work in transactions of a manager. */
    public static TransactionTemplate template(PlatformTransactionManager manager) {
        TransactionTemplate template = new TransactionTemplate(manager);
        template.setName("Spring.method");
        return template;
    }

    public void inSpring(Runnable work) {
        spring(TransactionTemplate.PROPAGATION_REQUIRED).executeWithoutResult(status -> work.run());
    }

    public int insert(int value) {
        return context.getBean(JdbcTemplate.class).update("insert into entry values (?)", value);
    }

    public int insertByJooq(int value) {
        return context.getBean(DSLContext.class)
                .insertInto(DSL.table("entry"))
                .values(value)
                .execute();
    }

    /** What is seen here and now. */
    public List<Integer> seen() {
        return context.getBean(JdbcTemplate.class).queryForList("select v from entry order by v", Integer.class);
    }

    /** What others see. */
    public List<Integer> committed() {
        return database.rows();
    }
}
