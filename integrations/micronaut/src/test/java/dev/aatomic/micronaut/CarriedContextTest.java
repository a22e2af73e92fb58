package dev.aatomic.micronaut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.Propagation;
import dev.aatomic.application.Application;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.core.propagation.PropagatedContextElement;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Micronaut's context in blocks, where a customizer has it carried: with it come its connections and transactions. */
final class CarriedContextTest {

    private static final Map<String, Object> CARRIED = Map.of("test.carried", true);
    private static final IllegalStateException UNDONE = new IllegalStateException("undone");

    @Factory
    @Requires(property = "test.carried")
    static final class Customizers {

        @Singleton
        TransactionsBuilderCustomizer carry() {
            return builder -> builder.contextCapture(PropagatedContext::wrapCurrent);
        }
    }

    private record Tenant(String name) implements PropagatedContextElement {

        static Optional<String> current() {
            return PropagatedContext.getOrEmpty().find(Tenant.class).map(Tenant::name);
        }
    }

    @Test
    void isThereInTheCodeOfBlocks() throws Exception {
        Application.run(Server.H2, CARRIED, application -> {
            Transactions transactions = application.transactions();
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            CompletableFuture<Optional<String>> block = PropagatedContext.getOrEmpty()
                    .plus(new Tenant("north"))
                    .propagate(() -> transactions
                            .atomic()
                            .getStageAsync(() -> transactions.bind(gate).thenApply(value -> Tenant.current())));
            gate.completeAsync(() -> 1);

            assertThat(Await.value(block)).contains("north");
        });
    }

    /** What is around the block is carried with it, and is not the block's. */
    @Test
    void aBlockIsOnItsOwnConnectionAllTheSame() throws Exception {
        Application.run(Server.H2, CARRIED, application -> {
            Transactions transactions = application.transactions();
            CompletableFuture<Integer> gate = new CompletableFuture<>();
            CompletableFuture<Object> block = new CompletableFuture<>();
            application.services().required(() -> {
                application.insert(1);
                transactions
                        .atomic()
                        .propagation(Propagation.REQUIRES_NEW)
                        .getStageAsync(() -> transactions.bind(gate).thenCompose(value -> {
                            application.insert(2);
                            return application.services().stage(() -> {
                                application.insert(3);
                                return CompletableFuture.failedFuture(UNDONE);
                            });
                        }))
                        .whenComplete((value, failure) -> block.completeExceptionally(failure));
            });
            assertThat(application.committed()).containsExactly(1);
            gate.completeAsync(() -> 1);

            assertThat(Await.cause(block)).isSameAs(UNDONE);
            assertThat(application.committed()).containsExactly(1);
        });
    }

    /** The transaction around a block is over when its hooks run, and its connection is still there. */
    @Test
    void aHookIsOutsideOfWhatIsAroundItsBlock() throws Exception {
        Application.run(Server.H2, CARRIED, application -> {
            Transactions transactions = application.transactions();
            application.services().required(() -> {
                application.insert(1);
                transactions
                        .atomic()
                        .run(() -> transactions.onCommit(() -> {
                            application.insert(2);
                            assertThat(application.committed()).containsExactly(1, 2);
                            application.services().nested(() -> application.insert(3));
                            application.services().never(() -> application.insert(4));
                            assertThat(application.committed()).containsExactly(1, 2, 3, 4);
                            assertThatThrownBy(() -> application.services().mandatory(() -> application.insert(5)))
                                    .hasMessageContaining("propagation MANDATORY was begun where no transaction is");
                        }));
            });

            assertThat(application.committed()).containsExactly(1, 2, 3, 4);
        });
    }
}
