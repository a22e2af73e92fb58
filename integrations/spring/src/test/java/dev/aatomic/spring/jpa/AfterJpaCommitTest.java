package dev.aatomic.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.spring.support.Application;
import dev.aatomic.testing.Server;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is done with JPA on the thread of a transaction of it that has committed. */
final class AfterJpaCommitTest {

    private static void save(JpaApplication application, int id) {
        application.accounts().save(new Account(id, "after", 0));
    }

    private static void inSpring(JpaApplication application, int propagation, Runnable work) {
        application.application().spring(propagation).executeWithoutResult(status -> work.run());
    }

    private static void inSpring(JpaApplication application, Runnable work) {
        inSpring(application, TransactionDefinition.PROPAGATION_REQUIRED, work);
    }

    private static List<Integer> committed(JpaApplication application) {
        return application.oracle().queryForList("select id from account order by id", Integer.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hookBeginsATransactionOfItsOwn(boolean isUsingJpa) {
        JpaApplication.run(Application.on(Server.H2).connections(8), application -> {
            Transactions transactions = application.transactions();
            inSpring(application, () -> {
                if (isUsingJpa) {
                    save(application, 1);
                }
                transactions
                        .atomic()
                        .run(() -> transactions.onCommit(() -> {
                            inSpring(application, () -> save(application, 2));
                            inSpring(
                                    application,
                                    TransactionDefinition.PROPAGATION_REQUIRES_NEW,
                                    () -> save(application, 3));
                            transactions.atomic().run(() -> save(application, 4));
                        }));
            });

            assertThat(committed(application))
                    .containsExactlyElementsOf(isUsingJpa ? List.of(1, 2, 3, 4) : List.of(2, 3, 4));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Ordered.LOWEST_PRECEDENCE})
    void blockOfWhoIsToldOfTheCommitIsATransactionOfItsOwn(int order) {
        JpaApplication.run(Application.on(Server.H2).connections(8), application -> {
            inSpring(application, () -> {
                save(application, 1);
                TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        application.transactions().atomic().run(() -> save(application, 2));
                    }

                    @Override
                    public int getOrder() {
                        return order;
                    }
                });
            });

            assertThat(committed(application)).containsExactly(1, 2);
        });
    }
}
