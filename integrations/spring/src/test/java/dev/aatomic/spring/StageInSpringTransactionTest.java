package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Transactional;

/** I2: what a method in a Spring transaction returns while its work goes on: Spring commits as the method returns. */
final class StageInSpringTransactionTest {

    private static final IllegalStateException FAILURE = new IllegalStateException("later");

    static class Service {

        private final JdbcTemplate jdbc;

        Service(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        public CompletionStage<Integer> insert(int value, CompletionStage<Integer> rest) {
            jdbc.update("insert into entry values (?)", value);
            return rest;
        }

        @Transactional(noRollbackFor = IllegalStateException.class)
        public CompletionStage<Integer> insertAnyhow(int value, CompletionStage<Integer> rest) {
            jdbc.update("insert into entry values (?)", value);
            return rest;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Services {

        @Bean
        Service service(JdbcTemplate jdbc) {
            return new Service(jdbc);
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i2StageOfAnAnnotatedMethodThatIsNotCompleteIsRefusedAndRolledBack(Server server) {
        Application.on(server).with(Services.class).run(application -> {
            Service service = application.bean(Service.class);

            assertThatThrownBy(() -> service.insert(1, new CompletableFuture<>()))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("Service.insert")
                    .hasMessageContaining("@Aatomic");
            assertThatThrownBy(() -> service.insert(2, new CompletableFuture<Integer>().minimalCompletionStage()))
                    .isInstanceOf(IllegalTransactionStateException.class);
            assertThat(application.committed()).isEmpty();

            service.insert(3, CompletableFuture.completedFuture(3));
            service.insert(4, CompletableFuture.failedFuture(FAILURE));
            service.insert(5, CompletableFuture.<Integer>failedFuture(FAILURE).minimalCompletionStage());
            service.insertAnyhow(6, CompletableFuture.failedFuture(FAILURE));
            assertThat(application.committed()).containsExactly(3, 6);
        });
    }

    /** The work of a template, which inserts and returns something. */
    private static void insertAndReturn(
            Application application, int propagation, int value, Supplier<? extends @Nullable Object> returned) {
        application.spring(propagation).execute(status -> {
            application.insert(value);
            return returned.get();
        });
    }

    private static Flow.Publisher<Integer> publisher() {
        return subscriber -> {};
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void i2WorkOfATemplateThatIsNotOverIsRefusedAndRolledBack(Server server) {
        Application.run(server, application -> {
            Future<Integer> task = new FutureTask<>(() -> 1);
            for (Object returned : List.of(new CompletableFuture<>(), task, publisher())) {
                assertThatThrownBy(() -> insertAndReturn(
                                application, TransactionDefinition.PROPAGATION_REQUIRED, 1, () -> returned))
                        .isInstanceOf(IllegalTransactionStateException.class)
                        .hasMessageContaining("getStageAsync");
            }
            insertAndReturn(
                    application,
                    TransactionDefinition.PROPAGATION_REQUIRED,
                    2,
                    () -> CompletableFuture.failedFuture(FAILURE));
            assertThat(application.committed()).isEmpty();
        });
    }

    /** The block around waits for it, unless the transaction is none of its own. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i2StageInABlockIsRefusedUnlessTheTransactionIsAPartOfTheBlock(Server server) {
        Application.run(
                server,
                application -> application.transactions().atomic().run(() -> {
                    CompletableFuture<Integer> open = new CompletableFuture<>();
                    insertAndReturn(application, TransactionDefinition.PROPAGATION_REQUIRED, 1, () -> open);
                    for (int propagation : List.of(
                            TransactionDefinition.PROPAGATION_NESTED, TransactionDefinition.PROPAGATION_REQUIRES_NEW)) {
                        assertThatThrownBy(() -> insertAndReturn(application, propagation, 2, () -> open))
                                .isInstanceOf(IllegalTransactionStateException.class);
                    }
                    assertThat(application.seen()).containsExactly(1);
                    assertThat(application.committed()).isEmpty();
                }));
    }

    /** What is a part of another Spring transaction is that one's to wait for. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i2StageOfAPartOfASpringTransactionIsTheTransactions(Server server) {
        Application.run(server, application -> {
            CompletableFuture<Integer> open = new CompletableFuture<>();
            application.inSpring(() -> {
                insertAndReturn(application, TransactionDefinition.PROPAGATION_REQUIRED, 1, () -> open);
                open.complete(1);
            });
            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** The work's own failure reaches the caller, and the manager is Spring's in all else. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void i2FailureOfTheWorkIsThrownAsItIs(Server server) {
        Application.run(server, application -> {
            PlatformTransactionManager manager = application.bean(PlatformTransactionManager.class);
            assertThatThrownBy(() -> insertAndReturn(application, TransactionDefinition.PROPAGATION_REQUIRED, 1, () -> {
                        throw FAILURE;
                    }))
                    .isSameAs(FAILURE);
            var status = manager.getTransaction(null);
            application.insert(2);
            manager.commit(status);
            assertThat(application.committed()).containsExactly(2);
        });
    }
}
