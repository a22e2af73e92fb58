package dev.aatomic.spring.jpa;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicJpaTransactionManager;
import dev.aatomic.spring.ScopedEntityManagerFactoryPostProcessor;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.spring.support.Application;
import dev.aatomic.spring.support.ApplicationBuilder;
import dev.aatomic.testing.Server;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.hibernate.engine.spi.SessionImplementor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.AuditorAware;
import org.springframework.data.jpa.repository.config.EnableJpaAuditing;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What tests work with: an application with JPA and without Spring Boot. */
record JpaApplication(
        Application application,
        Accounts accounts,
        AccountService service,
        EntityManager entities,
        JdbcTemplate oracle) {

    @Configuration(proxyBeanMethods = false)
    @EnableJpaRepositories(considerNestedRepositories = true)
    @EnableJpaAuditing
    static class Jpa {

        @Bean
        static ScopedEntityManagerFactoryPostProcessor scopedEntityManagerFactories(SpringBridge spring) {
            return new ScopedEntityManagerFactoryPostProcessor(spring);
        }

        @Bean
        LocalContainerEntityManagerFactoryBean entityManagerFactory(
                DataSource dataSource, ObjectProvider<FactoryCustomizer> customizers) {
            LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
            factory.setDataSource(dataSource);
            HibernateJpaVendorAdapter adapter = new HibernateJpaVendorAdapter();
            adapter.setGenerateDdl(true);
            factory.setJpaVendorAdapter(adapter);
            factory.setManagedTypes(PersistenceManagedTypes.of(Account.class.getName(), Transfer.class.getName()));
            customizers.forEach(customizer -> customizer.customize(factory));
            return factory;
        }

        @Bean
        PlatformTransactionManager transactionManager(EntityManagerFactory factory, SpringBridge spring) {
            return new AatomicJpaTransactionManager(spring, new JpaTransactionManager(factory));
        }

        @Bean
        AccountService accountService(Accounts accounts) {
            return new AccountService(accounts);
        }

        @Bean
        AuditorAware<String> auditor() {
            return () -> Optional.of("auditor");
        }
    }

    /** What a test wants otherwise of the factory; a bean. */
    interface FactoryCustomizer {
        void customize(LocalContainerEntityManagerFactoryBean factory);
    }

    /** What a test does. */
    interface Test {
        void run(JpaApplication application) throws Exception;
    }

    /** Runs a test, after which nothing may be bound to the thread, and no connection out. */
    static void run(Server server, Test test, Class<?>... configurations) {
        run(Application.on(server), test, configurations);
    }

    static void run(ApplicationBuilder builder, Test test, Class<?>... configurations) {
        builder.manager(Jpa.class);
        for (Class<?> configuration : configurations) {
            builder.with(configuration);
        }
        builder.run(application -> test.run(new JpaApplication(
                application,
                application.bean(Accounts.class),
                application.bean(AccountService.class),
                application.bean(EntityManager.class),
                new JdbcTemplate(new DriverManagerDataSource(
                        application.bean(HikariDataSource.class).getJdbcUrl())))));
    }

    Transactions transactions() {
        return application.transactions();
    }

    /** The transactions that the service had before. */
    TransactionTemplate spring() {
        return application.spring(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    /** What others see: on a connection of its own. */
    List<String> rows() {
        return oracle.queryForList("select id || ':' || balance from account order by id", String.class);
    }

    /** Works in a block of its own. */
    void inBlock(Place place, Runnable work) {
        place.run(transactions(), work);
    }

    /** Which session is used here. */
    SessionImplementor session() {
        return entities.unwrap(SessionImplementor.class);
    }

    void given(int id, String owner, int balance) {
        oracle.update("insert into account (id, owner, balance, version) values (?, ?, ?, 0)", id, owner, balance);
    }
}
