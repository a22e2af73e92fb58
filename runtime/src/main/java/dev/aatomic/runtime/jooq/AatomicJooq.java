package dev.aatomic.runtime.jooq;

import dev.aatomic.runtime.Database;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** Makes jOOQ contexts whose statements run in the scope of the current block. */
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
        throw new IllegalStateException();
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
        throw new IllegalStateException();
    }
}
