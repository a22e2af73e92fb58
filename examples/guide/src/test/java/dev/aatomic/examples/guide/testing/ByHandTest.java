package dev.aatomic.examples.guide.testing;

import static dev.aatomic.examples.guide.testing.Application.ACCOUNT;
import static dev.aatomic.examples.guide.testing.Application.BALANCE;
import static dev.aatomic.examples.guide.testing.Application.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.spi.TestBlock;
import dev.aatomic.runtime.spi.TestBlocks;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;

/** Rolls back without the extension, as another test framework would. */
class ByHandTest {

    @Test
    void whatIsDoneInTheBlockIsRolledBack() {
        Transactions transactions = Application.transactions("framework");
        DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);
        transactions.autocommit(
                () -> dsl.createTable(ACCOUNT).columns(ID, BALANCE).execute());
        Accounts accounts = new AccountsAatomic(new JooqAccounts(dsl, new Mails(), transactions), transactions);

        // tag::hand[]
        TestBlock test = TestBlocks.of(transactions).open("default", "my test");
        test.call(() -> accounts.open(1, 10).toCompletableFuture().join()); // with the block current on this thread
        TestBlock.End end = test.end(); // rolled back; says what was unfinished
        // end::hand[]

        assertThat(end.unfinished()).isEmpty();
        int rows = transactions.autocommit(() -> dsl.fetchCount(ACCOUNT));
        assertThat(rows).isZero();
        transactions.close();
    }
}
