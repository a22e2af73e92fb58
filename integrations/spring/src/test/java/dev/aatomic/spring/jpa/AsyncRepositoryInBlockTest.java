package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** A repository method with {@code @Async} runs on another thread, where the block is not, as the page says. */
final class AsyncRepositoryInBlockTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Elsewhere {

        @Bean
        ThreadPoolTaskExecutor taskExecutor() {
            return new ThreadPoolTaskExecutor();
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void itReadsWhatIsCommittedAndWithoutAsyncWhatTheBlockHas(Place place) {
        JpaApplication.run(
                Server.H2,
                jpa -> {
                    jpa.given(1, "bob", 100);
                    jpa.inBlock(place, () -> {
                        jpa.accounts().saveAndFlush(new Account(2, "bob", 200));
                        assertThat(Await.value(jpa.accounts().findElsewhereByOwner("bob")))
                                .hasSize(1);
                        assertThat(jpa.accounts().findFutureByOwner("bob"))
                                .isCompletedWithValueMatching(found -> found.size() == 2);
                    });
                    assertThat(jpa.rows()).hasSize(2);
                },
                Elsewhere.class);
    }
}
