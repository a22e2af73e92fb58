package dev.aatomic.examples.webflux;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.springframework.context.annotation.Bean;

/** Sees the statements of the application. Not annotated, since the application would find it by scanning. */
class Statements implements ExecuteListener {

    private static final long serialVersionUID = 1L;

    private final ConcurrentHashMap.KeySetView<String, Boolean> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger updates = new AtomicInteger();
    private final AtomicInteger records = new AtomicInteger();

    @Bean
    DefaultExecuteListenerProvider statementsListener() {
        return new DefaultExecuteListenerProvider(this);
    }

    void reset() {
        threads.clear();
        updates.set(0);
        records.set(0);
    }

    /** The names of the threads that statements ran on, and rows were read on. */
    Set<String> threads() {
        return threads;
    }

    int updates() {
        return updates.get();
    }

    /** How many rows were read. */
    int records() {
        return records.get();
    }

    @Override
    public void executeStart(ExecuteContext context) {
        threads.add(Thread.currentThread().getName());
        String sql = context.sql();
        if (sql != null && sql.startsWith("UPDATE")) {
            updates.incrementAndGet();
        }
    }

    @Override
    public void recordEnd(ExecuteContext context) {
        threads.add(Thread.currentThread().getName());
        records.incrementAndGet();
    }
}
