package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hibernate.engine.spi.SessionImplementor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Services with Spring's transactions, called in blocks: each propagation, and which entity manager they use. */
final class JpaServiceInBlockTest {

    private static final IllegalStateException AROUND = new IllegalStateException("around");

    @ParameterizedTest
    @EnumSource(Server.class)
    void outsideBlocksNothingIsChanged(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.service().withdraw(1, 10);
            assertThatThrownBy(() -> jpa.service().withdrawAndFail(1, 10)).isSameAs(AccountService.FAILURE);
            assertThat(jpa.service().readAndChange(1)).isEqualTo(89);
            assertThat(jpa.rows()).containsExactly("1:90");
        });
    }

    /** Case 20. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void serviceAndRepositoryUseTheBlocksEntityManager(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            assertThatThrownBy(() -> jpa.transactions().atomic().run(() -> {
                        jpa.service().withdraw(1, 10);
                        assertThat(jpa.session()).isSameAs(jpa.service().used());
                        jpa.accounts().save(new Account(2, "bob", 200));
                        assertThat(jpa.accounts().findByOwner("bob")).hasSize(1);
                        assertThat(jpa.rows()).containsExactly("1:100");
                        throw AROUND;
                    }))
                    .isSameAs(AROUND);
            assertThat(jpa.rows()).containsExactly("1:100");

            jpa.transactions().atomic().run(() -> {
                jpa.service().withdraw(1, 10);
                jpa.service().withdrawIfAny(1, 10);
                jpa.service().withdrawInside(1, 10);
            });
            assertThat(jpa.rows()).containsExactly("1:70");
        });
    }

    /** Case 21. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void stepsAndContinuationsUseItAndLeaveNothingBound(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            List<@Nullable SessionImplementor> used = new ArrayList<>();
            List<Object> bound = new ArrayList<>();
            CompletableFuture<Integer> foreign = new CompletableFuture<>();
            CompletableFuture<Integer> block = jpa.transactions().atomic().getStageAsync(() -> {
                jpa.service().withdraw(1, 1);
                used.add(jpa.service().used());
                return jpa.transactions()
                        .bind(foreign)
                        .thenApply(one -> {
                            jpa.service().withdraw(1, one);
                            used.add(jpa.service().used());
                            bound.addAll(TransactionSynchronizationManager.getResourceMap()
                                    .keySet());
                            return one;
                        })
                        .thenCompose(one -> jpa.transactions().submit(connection -> {
                            used.add(jpa.session());
                            jpa.service().withdraw(1, 1);
                            return jpa.accounts().findByOwner("ann").get(0).balance;
                        }));
            });
            foreign.completeAsync(() -> 10);

            assertThat(block.join()).isEqualTo(88);
            assertThat(used).hasSize(3).containsOnly(used.get(0));
            assertThat(bound).isEmpty();
            assertThat(jpa.rows()).containsExactly("1:88");
        });
    }

    /** Case 22. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void requiresNewHasItsOwnAndCommitsAlone(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.given(2, "bob", 200);
            assertThatThrownBy(() -> jpa.transactions().atomic().run(() -> {
                        jpa.service().withdraw(1, 10);
                        SessionImplementor outer = jpa.session();
                        jpa.service().withdrawAlone(2, 10);
                        assertThat(jpa.service().used()).isNotSameAs(outer);
                        assertThat(jpa.session()).isSameAs(outer);
                        assertThat(jpa.rows()).containsExactly("1:100", "2:190");
                        throw AROUND;
                    }))
                    .isSameAs(AROUND);

            assertThat(jpa.rows()).containsExactly("1:100", "2:190");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void whatIsRefusedAtTheEndOfATransactionIsTranslated(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.transactions().atomic().run(() -> {
                jpa.accounts().save(new Account(3, "cid", 300));
                assertThatThrownBy(() -> jpa.service().openAlone(new Account(1, "dup", 1)))
                        .isInstanceOf(DataIntegrityViolationException.class);
                assertThatThrownBy(() -> jpa.service().openNested(new Account(1, "dup", 1)))
                        .isInstanceOf(DataIntegrityViolationException.class);
            });
            assertThat(jpa.rows()).containsExactly("1:100", "3:300");
        });
    }

    /** Case 23. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void nestedIsASavepoint(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.transactions().atomic().run(() -> {
                jpa.service().withdraw(1, 10);
                assertThatThrownBy(() -> jpa.service().withdrawNestedAndFail(1, 50))
                        .isSameAs(AccountService.FAILURE);
                assertThat(jpa.accounts().findById(1).orElseThrow().balance).isEqualTo(90);
                jpa.service().withdrawNested(1, 20);
            });
            assertThat(jpa.rows()).containsExactly("1:70");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void requiredThatFailedAndIsSwallowedRollsTheBlockBack(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            assertThatThrownBy(() -> jpa.transactions().atomic().run(() -> {
                        jpa.service().withdraw(1, 10);
                        assertThatThrownBy(() -> jpa.service().withdrawAndFail(1, 10))
                                .isSameAs(AccountService.FAILURE);
                    }))
                    .isInstanceOf(UnexpectedRollbackException.class);
            assertThat(jpa.rows()).containsExactly("1:100");
        });
    }

    @Test
    void neverAndNotSupportedAreRefused() {
        JpaApplication.run(Server.H2, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.transactions().atomic().run(() -> {
                assertThatThrownBy(() -> jpa.service().withdrawNever(1, 10))
                        .isInstanceOf(IllegalTransactionStateException.class);
                assertThatThrownBy(() -> jpa.service().withdrawNotSupported(1, 10))
                        .isInstanceOf(IllegalTransactionStateException.class);
            });
            assertThat(jpa.rows()).containsExactly("1:100");
        });
    }

    /** Case 24. */
    @ParameterizedTest
    @EnumSource(Server.class)
    void readOnlyLeavesTheChangesOfAWritingBlockAlone(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            jpa.given(2, "bob", 200);
            jpa.transactions().atomic().run(() -> {
                jpa.service().withdraw(1, 10);
                assertThat(jpa.service().readAndChange(1)).isEqualTo(89);
                jpa.service().readAloneAndChange(2);
            });
            assertThat(jpa.rows()).containsExactly("1:89", "2:200");
        });
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void workThatGoesOnIsRefusedUnlessTheBlockWaitsForIt(Server server) {
        JpaApplication.run(server, jpa -> {
            jpa.given(1, "ann", 100);
            assertThatThrownBy(() -> jpa.service().withdrawLater(1, new CompletableFuture<>()))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("AccountService.withdrawLater")
                    .hasMessageContaining("@Aatomic");
            assertThatThrownBy(() -> jpa.service().withdrawInMono(1))
                    .isInstanceOf(IllegalTransactionStateException.class)
                    .hasMessageContaining("reactor.core.publisher.Mono");
            assertThatThrownBy(() -> jpa.spring().execute(status -> new CompletableFuture<Integer>()))
                    .isInstanceOf(IllegalTransactionStateException.class);
            jpa.service().withdrawLater(1, CompletableFuture.failedFuture(AccountService.FAILURE));
            assertThat(jpa.rows()).containsExactly("1:100");

            CompletableFuture<Integer> rest = new CompletableFuture<>();
            CompletableFuture<Integer> block = jpa.transactions()
                    .atomic()
                    .getStageAsync(() -> jpa.service().withdrawLater(1, rest));
            rest.complete(1);
            block.join();
            assertThat(jpa.rows()).containsExactly("1:99");
        });
    }
}
