package dev.aatomic.runtime.support.memory;

import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The committed rows of {@code entry(v int primary key)}, and how a COMMIT is answered. Thread-safe. */
public final class MemoryDatabase {

    private final Set<Integer> rows = new TreeSet<>();
    private volatile Executor answers;
    private int open;

    /** Answers each COMMIT on a thread of its own. */
    public MemoryDatabase() {
        this(action -> {
            Thread answering = new Thread(action, "memory-commit");
            answering.setDaemon(true);
            answering.start();
        });
    }

    /** Answers COMMIT where the executor wants it. */
    public MemoryDatabase(Executor answers) {
        this.answers = answers;
    }

    /** From now on COMMIT is answered where this executor wants it. */
    public void answerOn(Executor executor) {
        answers = executor;
    }

    public synchronized List<Integer> rows() {
        return new ArrayList<>(rows);
    }

    /** Commits a row beside all transactions. */
    public synchronized void add(int value) {
        rows.add(value);
    }

    /** An insert that commits at once. */
    synchronized int insert(int value) throws SQLException {
        if (!rows.add(value)) {
            throw duplicate(value);
        }
        return 1;
    }

    static SQLException duplicate(int value) {
        return new SQLException(value + " is there already", "23505");
    }

    public synchronized void clear() {
        rows.clear();
    }

    /** How many sessions are out. */
    public synchronized int open() {
        return open;
    }

    public MemoryDataSource dataSource() {
        return new MemoryDataSource(this);
    }

    synchronized void opened() {
        open++;
    }

    synchronized void closed() {
        open--;
    }

    /** Takes up what a transaction inserted, or refuses it all if some of it has come from another since. */
    private synchronized void apply(Set<Integer> inserted) throws SQLException {
        for (Integer value : inserted) {
            if (rows.contains(value)) {
                throw new SQLException("Another transaction has inserted " + value, "40001");
            }
        }
        rows.addAll(inserted);
    }

    /** Sends COMMIT: completes when it is answered. */
    CompletableFuture<Void> commit(Set<Integer> inserted) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        answers.execute(() -> {
            try {
                apply(inserted);
                answer.complete(null);
            } catch (SQLException refused) {
                answer.completeExceptionally(refused);
            }
        });
        return answer;
    }

    static SQLException notSupported(String what) {
        return new SQLFeatureNotSupportedException("The database in memory does not know '" + what + "'");
    }
}
