package dev.aatomic.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.AatomicJpaTransactionManager;
import dev.aatomic.spring.AatomicTransactionManager;
import dev.aatomic.spring.boot.jpa.JpaTestApplication;
import dev.aatomic.spring.boot.jpa.Note;
import dev.aatomic.spring.boot.jpa.Notes;
import dev.aatomic.spring.boot.support.Application;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hibernate.engine.spi.SessionImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;

/** JPA and its transaction manager, where Spring Boot configures them. */
final class JpaAutoConfigurationTest {

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage(basePackageClasses = Note.class)
    static class Entities {}

    @Configuration(proxyBeanMethods = false)
    static class Customized {

        static final List<Object> SEEN = new ArrayList<>();

        @Bean
        TransactionManagerCustomizer<JpaTransactionManager> customizer() {
            return SEEN::add;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class UsersOwn {

        @Bean
        JpaTransactionManager own(EntityManagerFactory factory) {
            return new JpaTransactionManager(factory);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Elsewhere {}

    private static ApplicationContextRunner runner(TestDatabase database) {
        return Application.runner(database)
                .withConfiguration(AutoConfigurations.of(
                        HibernateJpaAutoConfiguration.class, DataJpaRepositoriesAutoConfiguration.class))
                .withUserConfiguration(Entities.class)
                .withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop");
    }

    @Test
    void methodsOfRepositoriesThatRunElsewhereAreRefusedInBlocks() {
        try (TestDatabase database = new TestDatabase(Server.H2)) {
            runner(database).withUserConfiguration(Elsewhere.class).run(context -> {
                Notes notes = context.getBean(Notes.class);
                assertThatThrownBy(() -> context.getBean(Transactions.class)
                                .atomic()
                                .run(() -> notes.findElsewhereByText("first")))
                        .isInstanceOf(IllegalTransactionStateException.class)
                        .hasMessageContaining("Notes.findElsewhereByText");
                assertThat(notes.findElsewhereByText("first").join()).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void repositoriesAreInBlocksWithoutAnyConfiguration(Server server) {
        try (TestDatabase database = new TestDatabase(server)) {
            runner(database).run(context -> {
                assertThat(context).getBean("transactionManager").isInstanceOf(AatomicJpaTransactionManager.class);
                assertThat(context).hasSingleBean(TransactionManager.class);
                Transactions transactions = context.getBean(Transactions.class);
                Notes notes = context.getBean(Notes.class);
                HibernateTransactions hibernate = context.getBean(HibernateTransactions.class);
                EntityManager entities = context.getBean(EntityManager.class);

                transactions
                        .atomic()
                        .getStageAsync(() -> {
                            notes.save(new Note(1, "first"));
                            return hibernate.submit(session -> {
                                session.persist(new Note(2, "second"));
                                assertThat(entities.unwrap(SessionImplementor.class))
                                        .isSameAs(session.unwrap(SessionImplementor.class));
                                return notes.findByText("second").size();
                            });
                        })
                        .join();
                assertThatThrownBy(() -> transactions
                                .atomic()
                                .getStageAsync(() -> {
                                    notes.deleteAll();
                                    return CompletableFuture.failedFuture(new IllegalStateException("later"));
                                })
                                .join())
                        .hasMessageContaining("later");
                assertThat(database.integers("select id from note order by id")).containsExactly(1, 2);
                notes.deleteAll();
                assertThat(database.integers("select id from note")).isEmpty();
            });
        }
    }

    @Test
    void customizersGetTheManagerForOutside() {
        try (TestDatabase database = new TestDatabase(Server.H2)) {
            Customized.SEEN.clear();
            runner(database)
                    .withUserConfiguration(Customized.class)
                    .run(context ->
                            assertThat(Customized.SEEN).hasSize(1).first().isInstanceOf(JpaTransactionManager.class));
        }
    }

    @Test
    void backsOff() {
        try (TestDatabase database = new TestDatabase(Server.H2)) {
            runner(database)
                    .withUserConfiguration(UsersOwn.class)
                    .run(context -> assertThat(context)
                            .doesNotHaveBean(AatomicJpaTransactionManager.class)
                            .hasSingleBean(TransactionManager.class));
            runner(database)
                    .withPropertyValues("aatomic.transaction-manager=false")
                    .run(context -> assertThat(context.getBean(PlatformTransactionManager.class))
                            .isInstanceOf(JpaTransactionManager.class));
            runner(database)
                    .withPropertyValues("aatomic.enabled=false")
                    .run(context -> assertThat(context.getBean(PlatformTransactionManager.class))
                            .isInstanceOf(JpaTransactionManager.class));
            Application.runner(database)
                    .run(context -> assertThat(context.getBean(PlatformTransactionManager.class))
                            .isInstanceOf(AatomicTransactionManager.class));
        }
    }

    @Test
    void wholeApplication() {
        try (TestDatabase database = new TestDatabase(Server.H2);
                ConfigurableApplicationContext context = SpringApplication.run(
                        JpaTestApplication.class,
                        "--spring.datasource.url=" + database.url(),
                        "--spring.flyway.enabled=false",
                        "--spring.main.web-application-type=none",
                        "--spring.jpa.hibernate.ddl-auto=create-drop")) {
            Transactions transactions = context.getBean(Transactions.class);
            Notes notes = context.getBean(Notes.class);
            assertThatThrownBy(() -> transactions.atomic().run(() -> {
                        notes.save(new Note(1, "undone"));
                        throw new IllegalStateException("around");
                    }))
                    .hasMessage("around");
            transactions.atomic().run(() -> {
                notes.save(new Note(2, "kept"));
            });
            assertThat(database.integers("select id from note")).containsExactly(2);
        }
    }
}
