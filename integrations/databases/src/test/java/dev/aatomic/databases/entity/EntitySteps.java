package dev.aatomic.databases.entity;

import dev.aatomic.databases.engine.DerbyDatabase;
import dev.aatomic.databases.engine.TestedDatabase;
import dev.aatomic.databases.promise.SqlSteps;
import dev.aatomic.databases.promise.Steps;
import dev.aatomic.hibernate.HibernateTransactions;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;

/** Steps that persist, find, change and remove entities: what they do waits in the session until that is flushed, unless they say otherwise. */
final class EntitySteps implements Steps {

    /**
     * Where one transaction writes there is no lock of a row, and whoever has read waits for no writer but fails at once. Derby has them, but
     * what Hibernate's dialect of it sends is no SQL.
     */
    private final boolean hasRowLocks;

    private final HibernateTransactions hibernate;

    EntitySteps(TestedDatabase database, HibernateTransactions hibernate) {
        this.hasRowLocks = !database.hasOneWriter() && !(database instanceof DerbyDatabase);
        this.hibernate = hibernate;
    }

    HibernateTransactions hibernate() {
        return hibernate;
    }

    @FunctionalInterface
    private interface Action {
        void accept(Session session);
    }

    private CompletableFuture<@Nullable Void> step(Action action) {
        return hibernate.submit(session -> {
            action.accept(session);
            return null;
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> insert(int value) {
        return step(session -> session.persist(new Entry(value)));
    }

    @Override
    public CompletableFuture<@Nullable Void> insertNow(int value) {
        return insertAll(value);
    }

    /** The session would refuse a second object for the row by itself. */
    @Override
    public CompletableFuture<@Nullable Void> insertAgain(int value) {
        return step(session -> {
            session.flush();
            session.detach(session.find(Entry.class, value));
            session.persist(new Entry(value));
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> insertAll(int... values) {
        return step(session -> {
            for (int value : values) {
                session.persist(new Entry(value));
            }
            session.flush();
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> insertLate(int value) {
        return step(session -> session.persist(new Late(value)));
    }

    @Override
    public CompletableFuture<List<Integer>> insertKeyed(int... values) {
        return hibernate.submit(session -> {
            List<Integer> keys = new ArrayList<>();
            for (int value : values) {
                Keyed keyed = new Keyed(value);
                session.persist(keyed);
                keys.add(keyed.id);
            }
            return keys;
        });
    }

    @Override
    public CompletableFuture<@Nullable Void> delete(int value) {
        return step(session -> session.remove(session.find(Entry.class, value)));
    }

    @Override
    public CompletableFuture<@Nullable Void> increment(int id, Runnable before) {
        return step(session -> {
            before.run();
            if (!hasRowLocks) {
                session.createMutationQuery("update Counter set v = v + 1 where id = :id")
                        .setParameter("id", id)
                        .executeUpdate();
            } else {
                session.find(Counter.class, id, LockModeType.PESSIMISTIC_WRITE).v++;
                session.flush();
            }
        });
    }

    @Override
    public CompletableFuture<Integer> counter(int id) {
        return hibernate.submit(session -> session.find(Counter.class, id).v);
    }

    @Override
    public CompletableFuture<Integer> sum(int fetchSize) {
        return hibernate.submit(session -> {
            try (Stream<Integer> values = values(session, fetchSize).getResultStream()) {
                return values.mapToInt(Integer::intValue).sum();
            }
        });
    }

    @Override
    public CompletableFuture<Callable<Boolean>> readOne(int fetchSize) {
        return hibernate.submit(session -> {
            Iterator<Integer> values =
                    values(session, fetchSize).getResultStream().iterator();
            values.next();
            return values::hasNext;
        });
    }

    private static SelectionQuery<Integer> values(Session session, int fetchSize) {
        return session.createSelectionQuery("select e.v from Entry e", Integer.class)
                .setFetchSize(fetchSize);
    }

    /** What no entity says, such as definitions and procedures, goes the session's way to its connection, after what is pending. */
    @Override
    public CompletableFuture<@Nullable Void> execute(String sql) {
        return step(session -> {
            session.flush();
            session.doWork(connection -> SqlSteps.execute(connection, sql));
        });
    }

    @Override
    public Class<? extends Throwable> refusal() {
        return PersistenceException.class;
    }
}
