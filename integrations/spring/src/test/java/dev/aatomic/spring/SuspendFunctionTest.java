package dev.aatomic.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.spring.kotlin.SuspendingService;
import dev.aatomic.spring.support.Application;
import dev.aatomic.spring.support.HidingClassLoader;
import dev.aatomic.testing.Await;
import dev.aatomic.testing.Server;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.Dispatchers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.IllegalTransactionStateException;

/**
 * I2: a suspend function of Kotlin in a Spring transaction. Spring calls it in one way where kotlinx-coroutines-reactor is there, and in
 * another where it is not.
 */
final class SuspendFunctionTest {

    private static final String WITH = "";
    private static final String WITHOUT = "kotlinx.coroutines.reactor.";

    @Configuration(proxyBeanMethods = false)
    static class Services {

        @Bean
        SuspendingService suspending(JdbcTemplate jdbc) {
            return new SuspendingService(jdbc);
        }
    }

    /** Who called it, as Kotlin's compiler would have it. */
    private static final class Caller extends CompletableFuture<Integer> implements Continuation<Integer> {

        @Override
        public CoroutineContext getContext() {
            return Dispatchers.getUnconfined(); // stays on the thread that resumes it, and so in the block
        }

        @Override
        public void resumeWith(Object result) {
            try {
                ResultKt.throwOnFailure(result);
                complete((Integer) result);
            } catch (Throwable failure) {
                completeExceptionally(failure);
            }
        }
    }

    /** Loaded where that library may not be there. */
    static final class Scenario implements Runnable {

        @Override
        public void run() {
            Application.on(Server.H2).with(Services.class).run(application -> {
                isRefusedAndRolledBack(application);
                isPartOfABlockThatWaitsForIt(application);
            });
        }

        private static void isRefusedAndRolledBack(Application application) {
            SuspendingService service = application.bean(SuspendingService.class);
            Caller caller = new Caller();
            assertThatThrownBy(() -> service.insert(1, caller))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("SuspendingService.insert'")
                    .hasMessageContaining("suspend function of Kotlin")
                    .hasMessageContaining("Annotate the function with @Aatomic");
            assertThatThrownBy(() -> service.insertDeferred(2))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("kotlinx.coroutines.CompletableDeferred");
            assertThatThrownBy(() -> service.insertFlow(3))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("@Aatomic");
            application.transactions().atomic().run(() -> {
                assertThatThrownBy(() -> service.insertNested(4, caller))
                        .isInstanceOf(IllegalTransactionStateException.class)
                        .hasMessageContaining("suspend function of Kotlin");
                assertThat(application.seen()).isEmpty();
            });
            assertThat(application.committed()).isEmpty();
            assertThat(caller).isNotDone();
        }

        private static void isPartOfABlockThatWaitsForIt(Application application) {
            SuspendingService service = application.bean(SuspendingService.class);
            service.getSuspended().clear();
            CompletableFuture<Void> elsewhere = new CompletableFuture<>();
            CompletableFuture<Integer> block = application
                    .transactions()
                    .atomic()
                    .getStageAsync(() -> {
                        Caller caller = new Caller();
                        service.insert(1, caller);
                        assertThat(caller).isNotDone();
                        Continuation<Unit> suspended =
                                Objects.requireNonNull(service.getSuspended().poll());
                        return application.transactions().bind(elsewhere).thenCompose(resumed -> {
                            suspended.resumeWith(Unit.INSTANCE);
                            return caller;
                        });
                    });
            assertThat(application.committed()).isEmpty();
            elsewhere.completeAsync(() -> null);
            assertThat(Await.value(block)).isEqualTo(1);
            assertThat(application.committed()).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {WITH, WITHOUT})
    void i2SuspendFunctionIsRefusedAndRolledBackUnlessABlockWaitsForIt(String hidden) throws Exception {
        HidingClassLoader.run(Scenario.class, hidden);
    }
}
