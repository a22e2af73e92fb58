package dev.aatomic.databases.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.Propagation;
import dev.aatomic.databases.engine.SqliteDatabase;
import dev.aatomic.databases.promise.Fixture;
import dev.aatomic.databases.promise.NestingPromises.Undone;
import dev.aatomic.databases.promise.OnDatabase;
import dev.aatomic.databases.promise.Promise;
import dev.aatomic.databases.promise.Shows;
import dev.aatomic.databases.promise.Thrown;
import dev.aatomic.hibernate.HibernateTransactions;
import dev.aatomic.testing.Await;
import java.sql.Savepoint;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/** What a session has in memory, and the block that it belongs to. */
interface EntityPromises extends OnDatabase {

    static HibernateTransactions hibernate(Fixture on) {
        return ((EntitySteps) on.steps()).hibernate();
    }

    /** What is committed, in the order of the ids. */
    static List<Integer> amounts(Fixture on) {
        return on.database().integers("select amount from account order by id");
    }

    static List<Integer> versions(Fixture on) {
        return on.database().integers("select version from account order by id");
    }

    static void given(Fixture on, int id, int amount) {
        on.database().execute("insert into account(id, amount, version) values(" + id + ", " + amount + ", 0)");
    }

    /** A nested block that does something and is rolled back. */
    static void undone(Fixture on, Runnable body) {
        assertThat(Thrown.by(() -> on.atomic().run(() -> {
                    body.run();
                    throw new Undone();
                })))
                .isInstanceOf(Undone.class);
    }

    @Test
    @Shows(Promise.ENTITY_CHANGES)
    default void whatIsChangedInMemoryIsCommitted() {
        Fixture on = fixture();
        given(on, 1, 100);
        given(on, 3, 300);
        Session session = hibernate(on).session();

        on.atomic().run(() -> {
            session.find(Account.class, 1).amount = 50;
            session.persist(new Account(2, 2));
            session.remove(session.find(Account.class, 3));
            assertThat(session.createSelectionQuery("select a.amount from Account a order by a.id", Integer.class)
                            .getResultList())
                    .containsExactly(50, 2);
            session.find(Account.class, 2).amount = 22;
            on.transactions().beforeCommit(() -> session.persist(new Account(4, 4)));
        });

        assertThat(amounts(on)).containsExactly(50, 22, 4);
        assertThat(versions(on)).containsExactly(1, 1, 0);
    }

    @Test
    @Shows(Promise.ENTITY_CHANGES)
    default void entityIsChangedInStepsAndContinuationsAlike() {
        Fixture on = fixture();
        given(on, 1, 100);

        Await.value(on.atomic()
                .getStageAsync(() -> hibernate(on)
                        .submit(session -> session.find(Account.class, 1))
                        .thenCompose(account -> {
                            account.amount += 1;
                            return hibernate(on).submit(session -> account.amount *= 2);
                        })
                        .thenCompose(amount -> on.insert(amount))));

        assertThat(amounts(on)).containsExactly(202);
        assertThat(on.rows()).containsExactly(202);
    }

    @Test
    @Shows(Promise.ENTITY_CHANGES)
    default void whatIsChangedInMemoryIsRolledBack() {
        Fixture on = fixture();
        given(on, 1, 100);
        Session session = hibernate(on).session();

        assertThat(Thrown.by(() -> on.atomic().run(() -> {
                    session.find(Account.class, 1).amount = 50;
                    session.flush();
                    session.persist(new Account(2, 2));
                    throw new Undone();
                })))
                .isInstanceOf(Undone.class);

        assertThat(amounts(on)).containsExactly(100);
    }

    @Test
    @Shows(Promise.ENTITY_PENDING)
    default void whatIsPendingAtANestedBlocksOpeningIsOfTheOuter() {
        Fixture on = fixture();
        given(on, 1, 100);
        Session session = hibernate(on).session();

        on.atomic().run(() -> {
            session.find(Account.class, 1).amount = 50;
            session.persist(new Account(2, 2));
            undone(on, () -> {
                session.persist(new Account(3, 3));
                session.flush();
            });
            session.persist(new Account(4, 4));
            on.atomic().run(() -> session.persist(new Account(5, 5)));
            undone(on, () -> session.persist(new Account(6, 6)));
        });

        assertThat(amounts(on)).containsExactly(50, 2, 4, 5);
    }

    @Test
    @Shows(Promise.ENTITY_PENDING)
    default void whatIsPendingAtASavepointIsBeforeIt() {
        Fixture on = fixture();
        Session session = hibernate(on).session();

        on.atomic().run(() -> {
            session.persist(new Account(1, 1));
            Savepoint savepoint = on.transactions().savepoint().join();
            session.persist(new Account(2, 2));
            session.flush();
            session.persist(new Account(3, 3));
            on.transactions().savepointRollback(savepoint).join();
            session.persist(new Account(4, 4));
        });

        assertThat(amounts(on)).containsExactly(1, 4);
    }

    @Test
    @Shows(Promise.ENTITY_READ_AGAIN)
    default void afterANestedBlockThatIsUndoneTheDatabaseIsRead() {
        Fixture on = fixture();
        given(on, 1, 100);
        Session session = hibernate(on).session();

        on.atomic().run(() -> {
            Account account = session.find(Account.class, 1);
            account.amount = 50;
            undone(on, () -> {
                session.find(Account.class, 1).amount = 999;
                session.persist(new Account(3, 3));
                session.flush();
            });
            assertThat(session.contains(account)).isFalse();
            assertThat(session.find(Account.class, 3)).isNull();
            Account again = session.find(Account.class, 1);
            assertThat(again.amount).isEqualTo(50);
            again.amount += 10;
        });

        assertThat(amounts(on)).containsExactly(60);
        assertThat(versions(on)).containsExactly(2);
    }

    @Test
    @Shows(Promise.ENTITY_READ_AGAIN)
    default void afterARollbackToASavepointTheDatabaseIsRead() {
        Fixture on = fixture();
        given(on, 1, 100);
        Session session = hibernate(on).session();

        on.atomic().run(() -> {
            Savepoint savepoint = on.transactions().savepoint().join();
            for (int i = 0; i < 2; i++) {
                Account account = session.find(Account.class, 1);
                assertThat(account.amount).isEqualTo(100);
                account.amount = 999;
                session.flush();
                on.transactions().savepointRollback(savepoint).join();
            }
            session.find(Account.class, 1).amount += 10;
        });

        assertThat(amounts(on)).containsExactly(110);
        assertThat(versions(on)).containsExactly(1);
    }

    @Test
    @Shows(Promise.ENTITY_SESSION)
    default void requiresNewHasASessionOfItsOwn() {
        Fixture on = fixture();
        given(on, 1, 100);
        Session session = hibernate(on).session();

        assertThat(Thrown.by(() -> on.atomic().run(() -> {
                    session.find(Account.class, 1).amount = 50;
                    session.persist(new Account(2, 2));
                    on.atomic().propagation(Propagation.REQUIRES_NEW).run(() -> {
                        assertThat(session.find(Account.class, 1).amount).isEqualTo(100);
                        assertThat(session.find(Account.class, 2)).isNull();
                        session.persist(new Account(3, 3));
                    });
                    assertThat(amounts(on)).containsExactly(100, 3);
                    assertThat(session.find(Account.class, 2).amount).isEqualTo(2);
                    throw new Undone();
                })))
                .isInstanceOf(Undone.class);

        assertThat(amounts(on)).containsExactly(100, 3);
    }

    @Test
    @Shows(Promise.READ_ONLY)
    default void whatIsChangedInMemoryIsNotWrittenByAReadOnlyBlock() {
        Fixture on = fixture();
        given(on, 1, 100);
        Session session = hibernate(on).session();

        Throwable told = Thrown.ifAny(() -> on.atomic().readOnly().run(() -> {
            session.find(Account.class, 1).amount = 50;
            session.persist(new Account(2, 2));
        }));

        if (on.database() instanceof SqliteDatabase) {
            // Its driver does not say of the connection that it only reads, so the session flushes.
            assertThat(told).isInstanceOf(on.steps().refusal());
        } else {
            assertThat(told).isNull();
        }
        assertThat(amounts(on)).containsExactly(100);
    }
}
