package dev.aatomic.examples.guide.testing;

import static dev.aatomic.examples.guide.testing.Application.ACCOUNT;
import static dev.aatomic.examples.guide.testing.Application.BALANCE;
import static dev.aatomic.examples.guide.testing.Application.ID;
import static dev.aatomic.examples.guide.testing.Application.balanceOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.junit.AatomicTest;
import dev.aatomic.junit.TestTransaction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.runtime.spi.TestBlock.PendingHook;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test that is rolled back. */
// tag::test[]
@AatomicTest
class AccountsTest {
    static final Transactions transactions = Application.transactions("accounts"); // any field of this type is found
    static final DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);

    final Mails mails = new Mails(); // yours: a list instead of a server
    final Accounts accounts = new AccountsAatomic(new JooqAccounts(dsl, mails, transactions), transactions);

    @BeforeAll
    static void createTables() { // outside of tests: it stays
        transactions.autocommit(
                () -> dsl.createTable(ACCOUNT).columns(ID, BALANCE).execute());
    }

    @BeforeEach
    void open() {
        accounts.open(1, 10).toCompletableFuture().join(); // rolled back, too
    }

    @Test
    void transferSendsAMail(TestTransaction test) throws Exception {
        List<PendingHook> hooks = test.captureAndRunHooks(
                () -> accounts.transfer(1, 2, 1).toCompletableFuture().join());

        assertThat(hooks).hasSize(1);
        assertThat(mails.sent()).containsExactly("Your transfer of 1");
        int left = test.execute(connection -> DSL.using(connection).fetchValue(balanceOf(1)));
        assertThat(left).isEqualTo(9);
    }
}
// end::test[]
