package dev.aatomic.benchmarks.runtime.form;

import com.zaxxer.hikari.HikariDataSource;
import dev.aatomic.ConnectionAcquisition;
import dev.aatomic.Isolation;
import dev.aatomic.runtime.Atomic;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;

/** Ours, through {@link Atomic}. */
final class Ours implements Form {

    private final Transactions transactions;
    private final Atomic atomic;
    private final Atomic atLate;
    private final Work work;

    /** Made when it is needed, since jOOQ's classes take their time. */
    private volatile @Nullable DSLContext dsl;

    Ours(HikariDataSource pool, Executor executor) {
        this.transactions = Transactions.builder()
                .database("default", pool)
                .executor(executor)
                .build();
        this.atomic = transactions.atomic();
        this.atLate = atomic.connection(ConnectionAcquisition.LAZY);
        this.work = new JdbcWork(transactions, executor);
    }

    @Override
    public CompletionStage<Integer> empty() {
        return atomic.getStageAsync(() -> work.empty());
    }

    @Override
    public CompletionStage<Integer> nested() {
        return atomic.getStageAsync(() -> work.nested());
    }

    @Override
    public CompletionStage<Integer> update(int id) {
        return atomic.getStageAsync(() -> work.update(id));
    }

    @Override
    public CompletionStage<Integer> hopping(int id) {
        return atomic.getStageAsync(() -> work.hopping(id));
    }

    @Override
    public CompletionStage<Integer> afterService(int id, Service service, boolean late) {
        return (late ? atLate : atomic)
                .getStageAsync(() -> transactions
                        .bind(service.ask(id))
                        .thenCompose(answer -> transactions.submit(connection -> Update.execute(connection, answer))));
    }

    @Override
    public CompletionStage<Integer> siblings(int nested, boolean empty) {
        return atomic.getStageAsync(() -> {
            CompletionStage<Integer> last = work.update(1);
            for (int i = 0; i < nested; i++) {
                last = last.thenCompose(count -> atomic.getStageAsync(() -> empty ? work.empty() : work.update(1)));
            }
            return last;
        });
    }

    @Override
    public CompletionStage<Integer> statements(int count, boolean byJooq) {
        DSLContext jooq = byJooq ? dsl() : null;
        return atomic.getStageAsync(() -> {
            CompletionStage<Integer> last = work.empty();
            for (int i = 0; i < count; i++) {
                last = jooq == null ? work.update(1) : jooq.query(UPDATE, 1).executeAsync();
            }
            return last;
        });
    }

    private DSLContext dsl() {
        DSLContext made = dsl;
        if (made == null) {
            made = AatomicJooq.dsl(transactions, SQLDialect.POSTGRES);
            dsl = made;
        }
        return made;
    }

    @Override
    public CompletionStage<Integer> readOnly() {
        return transactions.atomic().readOnly().getStageAsync(() -> transactions.submit(Update::select));
    }

    @Override
    public CompletionStage<Integer> serializable() {
        return transactions
                .atomic()
                .isolation(Isolation.SERIALIZABLE)
                .getStageAsync(() -> transactions.submit(Update::select));
    }

    @Override
    public void close() {
        transactions.close();
    }
}
