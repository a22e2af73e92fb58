package dev.aatomic.examples.cdi;

import dev.aatomic.Aatomic;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** A ledger whose class is annotated, not its interface: its line belongs to the transaction of the caller. */
@Dependent
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
