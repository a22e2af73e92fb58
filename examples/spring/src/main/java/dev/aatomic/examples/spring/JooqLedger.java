package dev.aatomic.examples.spring;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** A ledger whose class is annotated, not its interface: its line belongs to the transaction of the caller. */
@Repository
@Aatomic(savepoint = false)
class JooqLedger implements Ledger {

    private final DSLContext dsl;

    JooqLedger(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public CompletionStage<Void> write(String line) {
        return dsl.query("INSERT INTO ledger VALUES (?)", line).executeAsync().thenAccept(inserted -> {});
    }
}
