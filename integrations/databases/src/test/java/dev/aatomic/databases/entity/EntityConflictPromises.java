package dev.aatomic.databases.entity;

import static dev.aatomic.databases.entity.EntityPromises.amounts;
import static dev.aatomic.databases.entity.EntityPromises.given;
import static dev.aatomic.databases.entity.EntityPromises.hibernate;
import static dev.aatomic.databases.entity.EntityPromises.versions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.databases.promise.Finding;
import dev.aatomic.databases.promise.Fixture;
import dev.aatomic.databases.promise.OnDatabase;
import dev.aatomic.databases.promise.Promise;
import dev.aatomic.databases.promise.Shows;
import dev.aatomic.databases.promise.Thrown;
import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.RetryPolicy;
import dev.aatomic.runtime.TransactionException;
import dev.aatomic.runtime.TransactionTimedOutException;
import dev.aatomic.runtime.UnexpectedRollbackException;
import dev.aatomic.testing.Await;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** Where what a session sends meets what others have done, or is refused. */
interface EntityConflictPromises extends OnDatabase {

    @Test
    @Shows(Promise.ENTITY_VERSION)
    default void versionThatIsOldRollsTheBlockBack() {
        Fixture on = fixture();
        given(on, 1, 100);
        Session session = hibernate(on).session();

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            session.persist(new Account(2, 2));
            session.find(Account.class, 1).amount += 1;
            changeElsewhere(on);
        }));

        // Where a stale snapshot may not be written from, the database is the first to refuse.
        assertThat(told)
                .isInstanceOf(
                        on.database().hasOneWriter() ? PersistenceException.class : OptimisticLockException.class);
        assertThat(amounts(on)).containsExactly(500);
        on.assertUsable();
    }

    @Test
    @Shows(Promise.ENTITY_VERSION)
    default void versionThatIsOldIsReadAgainByARetry() {
        Fixture on = fixture();
        given(on, 1, 100);
        Session session = hibernate(on).session();
        List<Integer> found = new ArrayList<>();

        on.atomic()
                .retry(RetryPolicy.ofMaxAttempts(3).retryFor(OptimisticLockException.class))
                .run(() -> {
                    Account account = session.find(Account.class, 1);
                    found.add(account.amount);
                    account.amount += 1;
                    if (found.size() == 1) {
                        changeElsewhere(on);
                    }
                });

        assertThat(found).containsExactly(100, 500);
        assertThat(amounts(on)).containsExactly(501);
        assertThat(versions(on)).containsExactly(2);
    }

    private static void changeElsewhere(Fixture on) {
        on.database().execute("update account set amount = 500, version = version + 1 where id = 1");
    }

    @Test
    @Shows(Promise.ENTITY_VERSION)
    default void versionIsRaisedByLocksAlone() {
        Fixture on = fixture();
        given(on, 1, 100);
        given(on, 2, 200);
        Session session = hibernate(on).session();

        on.atomic().run(() -> {
            session.find(Account.class, 1, LockModeType.OPTIMISTIC_FORCE_INCREMENT);
            session.lock(session.find(Account.class, 2), LockModeType.PESSIMISTIC_FORCE_INCREMENT);
        });

        assertThat(versions(on)).containsExactly(1, 1);
    }

    @Test
    @Shows(Promise.ENTITY_LOCK)
    default void pessimisticLockIsHeldToTheEndOfTheBlock() {
        Fixture on = fixture();
        if (on.database().hasOneWriter()) {
            on.found(Finding.HAS_NONE);
            return;
        }
        CompletableFuture<?> going = new CompletableFuture<>();
        CompletableFuture<Boolean> locked = new CompletableFuture<>();
        CompletableFuture<?> holder = on.atomic()
                .getStageAsync(() -> hibernate(on)
                        .submit(session -> session.find(Counter.class, 1, LockModeType.PESSIMISTIC_WRITE))
                        .thenCompose(counter -> {
                            counter.v += 10;
                            locked.complete(true);
                            return on.transactions().bind(going);
                        }));
        Await.until("the lock is taken, or refused", () -> locked.isDone() || holder.isDone());
        if (!locked.isDone()) {
            on.found(Finding.cannot(Await.cause(holder)));
            return;
        }

        Throwable told = Await.end(on.atomic()
                .timeout(Duration.ofMillis(300))
                .getStageAsync(() -> on.steps().increment(1)));
        going.complete(null);
        Await.value(holder);

        if (told == null) {
            on.found(Finding.cannotAndNothingIsTold());
            return;
        }
        assertThat(told).isInstanceOf(TransactionTimedOutException.class);
        Await.value(on.atomic().getStageAsync(() -> on.steps().increment(1)));
        assertThat(on.database().integers("select v from counter where id = 1")).containsExactly(11);
    }

    @Test
    @Shows(Promise.ENTITY_REFUSED)
    default void flushThatIsRefusedBeforeCommitIsTheFailureOfTheBlock() {
        Fixture on = fixture();
        on.database().execute("insert into entry(v) values(1)");

        Throwable told = Thrown.by(() -> on.atomic().run(() -> {
            on.insert(2).join();
            on.insert(1).join();
        }));

        assertThat(told).isInstanceOf(on.steps().refusal());
        assertThat(on.rows()).containsExactly(1);
        on.assertUsable();
    }

    @Test
    @Shows(Promise.ENTITY_REFUSED)
    default void flushThatIsRefusedAndSwallowedIsNotToldCommitted() {
        Fixture on = fixture();
        on.database().execute("insert into entry(v) values(1)");

        Throwable told = Thrown.by(() -> on.atomic().run(() -> swallowRefusal(on)));
        assertThat(told).isInstanceOf(UnexpectedRollbackException.class);
        Throwable toldNevertheless = Thrown.by(() -> on.atomic().run(() -> {
            swallowRefusal(on);
            on.transactions().setRollbackOnly(false);
        }));
        assertThat(toldNevertheless).hasMessageContaining("marked the block's transaction for rollback");

        assertThat(on.rows()).containsExactly(1);
        on.assertUsable();
    }

    private static void swallowRefusal(Fixture on) {
        on.insert(2).join();
        assertThat(Thrown.by(() -> on.steps().insertNow(1).join()))
                .isInstanceOf(on.steps().refusal());
    }

    @Test
    @Shows(Promise.ENTITY_REFUSED)
    default void flushThatIsRefusedInANestedBlockSparesTheOuter() {
        Fixture on = fixture();
        on.database().execute("insert into entry(v) values(1)");

        on.atomic().run(() -> {
            on.insert(2).join();
            assertThat(Thrown.by(
                            () -> on.atomic().run(() -> on.steps().insertNow(1).join())))
                    .isInstanceOf(on.steps().refusal());
            on.insert(3).join();
        });

        assertThat(on.rows()).containsExactly(1, 2, 3);
    }

    /** What was opened is closed, which is looked at after each test. */
    @Test
    @Shows(Promise.CONNECTION_LOST)
    default void sessionOfALostConnectionIsClosed() {
        try (Fixture on = fixture().withOneConnection()) {
            Throwable told = Thrown.by(() -> on.atomic().run(() -> {
                on.transactions().submit(connection -> connection.isValid(5)).join();
                for (Connection connection : on.physical()) {
                    on.database().kill(connection);
                }
                on.steps().insertNow(1).join();
            }));

            assertThat(told).isNotNull();
            assertThat(on.rows()).isEmpty();
        }
    }

    @Test
    @Shows(Promise.ANSWER_LOST)
    default void sessionOfACommitWithoutAnAnswerIsToldThatNothingWasCommitted() {
        try (Fixture on = fixture().withoutAnswersToCommit()) {
            List<Integer> told = new ArrayList<>();

            Throwable failure = Thrown.by(() -> on.atomic().run(() -> {
                on.insert(1).join();
                hibernate(on).session().getTransaction().registerSynchronization(new Synchronization() {
                    @Override
                    public void beforeCompletion() {
                        on.insert(2).join();
                    }

                    @Override
                    public void afterCompletion(int status) {
                        told.add(status);
                    }
                });
            }));

            assertThat(((TransactionException) failure).outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(told).containsExactly(Status.STATUS_ROLLEDBACK);
            assertThat(on.rows()).containsExactly(1, 2);
        }
    }
}
