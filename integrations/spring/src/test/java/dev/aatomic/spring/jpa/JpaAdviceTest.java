package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.spring.AatomicJpaTransactionManager;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.spring.TransactionManagers;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Who has none of the set-up for JPA, and does what each message says, arrives at transactions that are parts of blocks. */
final class JpaAdviceTest {

    private static final Pattern SETTING = Pattern.compile("whose '([^']+)' is '[^']+'; expected '([^']+)'");
    private static final IllegalStateException AROUND = new IllegalStateException("around");

    /** A factory with a data source of Spring's, or with one that Spring does not know of. */
    private static LocalContainerEntityManagerFactoryBean factory(
            DataSource dataSource, boolean isKnown, Map<String, Object> settings) {
        LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
        HibernateJpaVendorAdapter adapter = new HibernateJpaVendorAdapter();
        adapter.setGenerateDdl(true);
        factory.setJpaVendorAdapter(adapter);
        factory.setManagedTypes(PersistenceManagedTypes.of(Account.class.getName()));
        factory.setJpaPropertyMap(settings);
        if (isKnown) {
            factory.setDataSource(dataSource);
        } else {
            factory.getJpaPropertyMap().put("jakarta.persistence.nonJtaDataSource", dataSource);
        }
        factory.afterPropertiesSet();
        return factory;
    }

    /** Saves an account in a transaction of Spring's inside a block. */
    private static void save(PlatformTransactionManager manager, EntityManagerFactory factory, int id) {
        EntityManager entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
        new TransactionTemplate(manager).executeWithoutResult(status -> entities.persist(new Account(id, "ann", 100)));
    }

    private static void takesPartInBlocks(
            Application application, PlatformTransactionManager manager, EntityManagerFactory factory) {
        assertThatThrownBy(() -> application.transactions().atomic().run(() -> {
                    save(manager, factory, 1);
                    throw AROUND;
                }))
                .isSameAs(AROUND);
        application.transactions().atomic().run(() -> save(manager, factory, 2));
        application
                .transactions()
                .atomic()
                .run(() -> assertThat(application
                                .bean(JdbcTemplate.class)
                                .queryForList("select id from account", Integer.class))
                        .containsExactly(2));
    }

    @Test
    void i3TransactionManagerAndThenTheSettingThatItAsksFor() {
        Application.run(Server.H2, application -> {
            DataSource dataSource = application.bean(HikariDataSource.class);
            SpringBridge springBridge = application.bean(SpringBridge.class);
            String setting;
            try (EntityManagerFactory factory =
                    factory(dataSource, true, Map.of()).getObject()) {
                JpaTransactionManager jpaTransactionManager = new JpaTransactionManager(factory);
                TransactionManagers.observe(springBridge, jpaTransactionManager);
                assertThatThrownBy(() ->
                                application.transactions().atomic().run(() -> save(jpaTransactionManager, factory, 1)))
                        .isInstanceOf(IllegalTransactionStateException.class)
                        .hasMessageContaining("new AatomicJpaTransactionManager(springBridge, jpaTransactionManager)");

                PlatformTransactionManager advised =
                        new AatomicJpaTransactionManager(springBridge, jpaTransactionManager);
                setting = catchThrowable(
                                () -> application.transactions().atomic().run(() -> save(advised, factory, 1)))
                        .getMessage();
            }
            Matcher found = SETTING.matcher(setting);
            assertThat(found.find()).as(setting).isTrue();
            try (EntityManagerFactory factory = factory(dataSource, true, Map.of(found.group(1), found.group(2)))
                    .getObject()) {
                takesPartInBlocks(
                        application,
                        new AatomicJpaTransactionManager(springBridge, new JpaTransactionManager(factory)),
                        factory);
            }
        });
    }

    @Test
    void i3DataSourceOfTheTransactionManager() {
        Application.run(Server.H2, application -> {
            DataSource dataSource = application.bean(HikariDataSource.class);
            SpringBridge springBridge = application.bean(SpringBridge.class);
            Map<String, Object> settings = Map.of(
                    "hibernate.transaction.coordinator_class",
                    "dev.aatomic.hibernate.BlockTransactionCoordinatorBuilder");
            try (EntityManagerFactory factory =
                    factory(dataSource, false, settings).getObject()) {
                JpaTransactionManager jpaTransactionManager = new JpaTransactionManager(factory);
                assertThatThrownBy(() -> new AatomicJpaTransactionManager(springBridge, jpaTransactionManager))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageEndingWith("or call setDataSource(…) on the JpaTransactionManager");

                jpaTransactionManager.setDataSource(dataSource);
                assertThatCode(() -> takesPartInBlocks(
                                application,
                                new AatomicJpaTransactionManager(springBridge, jpaTransactionManager),
                                factory))
                        .doesNotThrowAnyException();
            }
        });
    }

    /** The block that was opened for it is ended, and what follows is a part of the block around. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aTransactionWhoseFactoryIsRefusedLeavesNoBlockOpen() {
        Application.run(Server.H2, application -> {
            DataSource dataSource = application.bean(HikariDataSource.class);
            try (EntityManagerFactory factory =
                    factory(dataSource, true, Map.of()).getObject()) {
                TransactionTemplate template = new TransactionTemplate(new AatomicJpaTransactionManager(
                        application.bean(SpringBridge.class), new JpaTransactionManager(factory)));
                application.transactions().atomic().run(() -> {
                    application.insert(1);
                    for (int propagation : List.of(
                            TransactionDefinition.PROPAGATION_NESTED, TransactionDefinition.PROPAGATION_REQUIRES_NEW)) {
                        template.setPropagationBehavior(propagation);
                        assertThatThrownBy(() -> template.executeWithoutResult(status -> {}))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("hibernate.transaction.coordinator_class");
                    }
                    application.insert(2);
                });
            }

            assertThat(application.committed()).containsExactly(1, 2);
        });
    }
}
