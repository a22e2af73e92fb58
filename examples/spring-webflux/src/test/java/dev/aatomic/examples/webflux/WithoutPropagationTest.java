package dev.aatomic.examples.webflux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.NoTransactionException;
import dev.aatomic.testing.Await;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Hooks;

/** Without Reactor's automatic propagation, a statement that comes after another service's answer is refused. */
final class WithoutPropagationTest {

    @Test
    void statementOutsideItsBlockIsRefusedAndTheBlockRolledBack() throws Exception {
        // Other tests of this JVM have it on.
        Hooks.disableAutomaticContextPropagation();
        try (BankServer server = new BankServer("limited", "--spring.reactor.context-propagation=limited")) {
            Accounts accounts = server.application().getBean(Accounts.class);

            assertThat(Await.value(server.transfer(1, 2, 30)).statusCode()).isEqualTo(500);
            assertThatThrownBy(() -> accounts.transfer(new Transfer(1, 2, BigDecimal.TEN))
                            .block(Duration.ofSeconds(60)))
                    .hasRootCauseInstanceOf(NoTransactionException.class);
            server.awaitIdle();
            assertThat(server.transfers()).isZero();
            assertThat(server.balance(2)).isEqualByComparingTo("100");
        }
    }
}
