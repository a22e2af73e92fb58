package dev.aatomic.spring.boot.support;

import dev.aatomic.spring.boot.AatomicAutoConfiguration;
import dev.aatomic.spring.boot.AatomicEndpointAutoConfiguration;
import dev.aatomic.spring.boot.AatomicHealthContributorAutoConfiguration;
import dev.aatomic.spring.boot.AatomicJpaAutoConfiguration;
import dev.aatomic.spring.boot.AatomicMetricsAutoConfiguration;
import dev.aatomic.spring.boot.AatomicObservationAutoConfiguration;
import dev.aatomic.spring.boot.AatomicTransactionManagerAutoConfiguration;
import dev.aatomic.testing.TestDatabase;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Small applications over one database, in which everything is configured by itself. */
public final class Application {

    private Application() {}

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
                        AatomicJpaAutoConfiguration.class,
                        AatomicTransactionManagerAutoConfiguration.class,
                        AatomicHealthContributorAutoConfiguration.class,
                        AatomicMetricsAutoConfiguration.class,
                        AatomicObservationAutoConfiguration.class,
                        AatomicEndpointAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.hikari.maximum-pool-size=3",
                        "spring.datasource.hikari.connection-timeout=20000");
    }

    /** Runs work in transactions of a manager. */
    public static TransactionTemplate template(PlatformTransactionManager manager) {
        TransactionTemplate template = new TransactionTemplate(manager);
        template.setName("Spring.method");
        return template;
    }
}
