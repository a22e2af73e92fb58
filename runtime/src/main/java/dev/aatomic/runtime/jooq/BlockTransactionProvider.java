package dev.aatomic.runtime.jooq;

import dev.aatomic.runtime.Database;
import dev.aatomic.runtime.internal.operations.ThreadBlock;
import org.jooq.Transaction;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;

/** Makes jOOQ's own transactions blocks. */
final class BlockTransactionProvider implements TransactionProvider {

    /** What jOOQ keeps for us between the calls. */
    private record Block(ThreadBlock block) implements Transaction {}

    private final Database database;

    BlockTransactionProvider(Database database) {
        this.database = database;
    }

    @Override
    public void begin(TransactionContext context) {
        context.transaction(new Block(ThreadBlock.open(database.atomic())));
    }

    @Override
    public void commit(TransactionContext context) {
        if (context.transaction() instanceof Block opened) {
            opened.block().end(null);
        }
    }

    @Override
    public void rollback(TransactionContext context) {
        if (context.transaction() instanceof Block opened) {
            Throwable cause = context.causeThrowable();
            opened.block().end(cause != null ? cause : new IllegalStateException("jOOQ rolled back without a cause"));
        }
    }
}
