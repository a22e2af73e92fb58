package dev.aatomic.examples.guide.testing;

import static dev.aatomic.examples.guide.testing.Application.ACCOUNT;
import static dev.aatomic.examples.guide.testing.Application.BALANCE;
import static dev.aatomic.examples.guide.testing.Application.COUNTRY;
import static dev.aatomic.examples.guide.testing.Application.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.junit.CommittedTest;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A test that commits. */
class MailTest {

    static final Transactions transactions = Application.transactions("committed");
    static final DSLContext dsl = AatomicJooq.dsl(transactions, SQLDialect.H2);

    final Mails mails = new Mails();
    final Accounts accounts = new AccountsAatomic(new JooqAccounts(dsl, mails, transactions), transactions);

    @BeforeAll
    static void createTables() {
        transactions.autocommit(
                () -> dsl.createTable(ACCOUNT).columns(ID, BALANCE).execute());
        transactions.autocommit(() -> dsl.createTable(COUNTRY).columns(ID).execute());
        transactions.autocommit(() -> dsl.insertInto(COUNTRY, ID).values(49L).execute());
    }

    // tag::committed[]
    @Test
    @CommittedTest(keep = "country")
    void mailIsSentByItself() {
        accounts.transfer(1, 2, 1).toCompletableFuture().join();

        assertThat(mails.sent()).containsExactly("Your transfer of 1");
    }
    // end::committed[]

    @Test
    @CommittedTest(keep = "country")
    void accountIsGoneAfterTheTest() {
        accounts.open(1, 10).toCompletableFuture().join();
    }

    @AfterAll
    static void tablesAreEmptyButTheOneThatWasKept() {
        int accounts = transactions.autocommit(() -> dsl.fetchCount(ACCOUNT));
        int countries = transactions.autocommit(() -> dsl.fetchCount(COUNTRY));
        assertThat(accounts).isZero();
        assertThat(countries).isEqualTo(1);
    }
}
