package dev.aatomic.examples.bank;

import static dev.aatomic.examples.bank.Schema.ACCOUNT;
import static dev.aatomic.examples.bank.Schema.ID;
import static dev.aatomic.examples.bank.Schema.POINTS;

import java.util.concurrent.CompletionStage;
import org.jooq.DSLContext;

/** Rewards in ordinary jOOQ. */
final class JooqRewards implements Rewards {

    private final DSLContext dsl;

    JooqRewards(DSLContext dsl) {
        this.dsl = dsl;
    }

    @Override
    public CompletionStage<Void> grantPoint(long account) {
        // One point too many violates a CHECK constraint: the statement fails.
        return dsl.update(ACCOUNT)
                .set(POINTS, POINTS.plus(1))
                .where(ID.eq(account))
                .executeAsync()
                .thenAccept(updated -> {});
    }
}
