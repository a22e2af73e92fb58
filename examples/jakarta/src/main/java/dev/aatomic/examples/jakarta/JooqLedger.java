package dev.aatomic.examples.jakarta;

import dev.aatomic.Aatomic;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** A ledger whose class is annotated, not its interface: its line belongs to the transaction of the caller. */
@Singleton
@Aatomic(savepoint = false)
class JooqLedger implements Ledger {

    private final DSLContext dsl;

    @Inject
    JooqLedger(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public CompletionStage<Void> write(String line) {
        return dsl.query("INSERT INTO ledger VALUES (?)", line).executeAsync().thenAccept(inserted -> {});
    }
}
