package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.spring.AsyncRepositoryPostProcessor;
import dev.aatomic.spring.SpringBridge;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.IllegalTransactionStateException;

/** A repository method with {@code @Async} would run on another thread, where the block is not. */
final class AsyncRepositoryInBlockTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Elsewhere {

        @Bean
        static AsyncRepositoryPostProcessor asyncRepositories(SpringBridge spring) {
            return new AsyncRepositoryPostProcessor(spring);
        }

        @Bean
        ThreadPoolTaskExecutor taskExecutor() {
            return new ThreadPoolTaskExecutor();
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void itIsRefusedInABlockAndWithoutAsyncReadsWhatTheBlockHas(Place place) {
        JpaApplication.run(
                Server.H2,
                jpa -> {
                    jpa.given(1, "bob", 100);
                    jpa.inBlock(place, () -> {
                        jpa.accounts().saveAndFlush(new Account(2, "bob", 200));
                        assertThatThrownBy(() -> jpa.accounts().findElsewhereByOwner("bob"))
                                .isInstanceOf(IllegalTransactionStateException.class)
                                .hasMessageContaining("Accounts.findElsewhereByOwner")
                                .hasMessageContaining("transactions.autocommit(");
                        assertThat(jpa.accounts().findFutureByOwner("bob"))
                                .isCompletedWithValueMatching(found -> found.size() == 2);
                    });
                    assertThat(jpa.rows()).hasSize(2);
                },
                Elsewhere.class);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void itReadsWhatIsCommittedWhereThatIsMeant(Place place) {
        JpaApplication.run(
                Server.H2,
                jpa -> {
                    jpa.given(1, "bob", 100);
                    jpa.inBlock(place, () -> {
                        jpa.accounts().saveAndFlush(new Account(2, "bob", 200));
                        assertThat(Await.value(jpa.transactions()
                                        .autocommit(() -> jpa.accounts().findElsewhereByOwner("bob"))))
                                .hasSize(1);
                    });
                    assertThat(Await.value(jpa.accounts().findElsewhereByOwner("bob")))
                            .as("outside blocks")
                            .hasSize(2);
                    jpa.spring().executeWithoutResult(status -> {
                        assertThat(Await.value(jpa.accounts().findElsewhereByOwner("bob")))
                                .as("in a transaction of Spring's, as ever")
                                .hasSize(2);
                        assertThatThrownBy(() -> jpa.transactions()
                                        .atomic()
                                        .run(() -> jpa.accounts().findElsewhereByOwner("bob")))
                                .isInstanceOf(IllegalTransactionStateException.class);
                    });
                },
                Elsewhere.class);
    }
}
