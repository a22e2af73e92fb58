package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.Pollers;
import org.springframework.integration.endpoint.SourcePollingChannelAdapter;
import org.springframework.integration.jdbc.inbound.JdbcPollingChannelAdapter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.PlatformTransactionManager;

/** Spring Integration on the transaction manager: a poller whose transaction a blocking block takes part in. */
final class SpringIntegrationTest {

    @Configuration(proxyBeanMethods = false)
    @EnableIntegration
    static class Inbox {

        @Bean
        AtomicInteger attempts() {
            return new AtomicInteger();
        }

        @Bean
        IntegrationFlow inbox(
                DataSource dataSource,
                PlatformTransactionManager manager,
                Accounts accounts,
                Transactions transactions,
                AtomicInteger attempts) {
            new JdbcTemplate(dataSource).execute("create table inbox (id int primary key, handled int not null)");
            JdbcPollingChannelAdapter messages =
                    new JdbcPollingChannelAdapter(dataSource, "select id from inbox where handled = 0");
            messages.setUpdateSql("update inbox set handled = 1 where id in (:id)");
            return IntegrationFlow.from(
                            messages,
                            endpoint -> endpoint.id("poller")
                                    .autoStartup(false)
                                    .poller(Pollers.fixedDelay(Duration.ofMillis(10))
                                            .transactional(manager)))
                    .split()
                    .handle(message -> {
                        int id = (Integer) ((Map<?, ?>) message.getPayload())
                                .values()
                                .iterator()
                                .next();
                        accounts.save(new Account(id, "poller", 0));
                        transactions.atomic().run(() -> accounts.saveAndFlush(new Account(id + 100, "block", 0)));
                        if (attempts.incrementAndGet() == 1) {
                            throw new IllegalStateException("The first attempt is refused");
                        }
                    })
                    .get();
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void messageIsHandledInATransactionInWhichBlocksTakePart(Server server) {
        JpaApplication.run(
                server,
                application -> {
                    application.oracle().update("insert into inbox values (1, 0)");
                    SourcePollingChannelAdapter poller =
                            application.application().bean(SourcePollingChannelAdapter.class);

                    poller.start();
                    Await.until(
                            "the message is handled",
                            () -> application
                                    .oracle()
                                    .queryForList("select handled from inbox", Integer.class)
                                    .contains(1));
                    poller.stop();
                    // The table is polled until then, and the last poll has a connection.
                    ThreadPoolTaskScheduler scheduler =
                            application.application().bean(ThreadPoolTaskScheduler.class);
                    Await.until("the last poll is over", () -> scheduler.getActiveCount() == 0);

                    assertThat(application.application().bean(AtomicInteger.class))
                            .hasValue(2);
                    assertThat(application.rows()).containsExactly("1:0", "101:0");
                },
                Inbox.class);
    }
}
