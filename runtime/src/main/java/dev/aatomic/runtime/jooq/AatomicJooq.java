package dev.aatomic.runtime.jooq;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.internal.operations.ThreadBlock;
import java.util.Objects;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;

/**
 * Makes jOOQ contexts whose statements run in the scope of the current block.
 *
 * <p>{@code executeAsync}, {@code fetchAsync} and their like run after the statements of the scope before them; on the thread that
 * runs the body or a continuation of the scope they have run when the call returns. The blocking calls wait until they have. jOOQ's
 * own {@code transaction…} calls are blocks: nested in the current one, or outermost where there is none. Those that take an executor take the
 * block along to it, when they are called on the context that is made here; a context derived from its configuration does not.
 *
 * <p>jOOQ builds its own stages. A continuation of such a stage has the scope if it was attached before the stage was complete, or on a
 * thread of the scope; each {@code …Async(fn)} has it too. After a foreign stage, {@code …Async(fn, executor)} or
 * {@code toCompletableFuture()} it does not have the scope: wrap the head of the chain once, as in
 * {@code transactions.bind(dsl.….executeAsync())}.
 */
public final class AatomicJooq {

    private AatomicJooq() {}

    /**
     * A context for a dialect.
     *
     * @param database the transactions of the application, or one database of them
     * @param dialect the dialect
     * @return a context, safe for use by many threads
     */
    public static DSLContext dsl(Database database, SQLDialect dialect) {
        return dsl(database, new DefaultConfiguration().set(Objects.requireNonNull(dialect, "dialect")));
    }

    /**
     * A context from a configuration: its settings, listeners, mappers and converters stay; its connections, transactions and
     * executor become those of the current block.
     *
     * @param database the transactions of the application, or one database of them
     * @param configuration the configuration; not changed
     * @return a context, safe for use by many threads
     */
    public static DSLContext dsl(Database database, Configuration configuration) {
        Objects.requireNonNull(database, "database");
        return new BlockContext(
                database,
                configuration
                        .derive(new ScopeConnectionProvider(database))
                        .derive(new BlockTransactionProvider(database))
                        .derive(() -> ThreadBlock.statements(database)));
    }
}
