package dev.aatomic.examples.guide.testing;

import static dev.aatomic.examples.guide.testing.Application.ACCOUNT;
import static dev.aatomic.examples.guide.testing.Application.BALANCE;
import static dev.aatomic.examples.guide.testing.Application.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.junit.AatomicExtension;
import dev.aatomic.junit.TestTransaction;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gives the transactions to the extension, which finds none in a field. */
class GivenByHandTest {

    private static final class Kept {
        static final Transactions transactions = Application.transactions("by-hand");
    }

    // tag::given[]
    @RegisterExtension
    static AatomicExtension database = AatomicExtension.of(Kept.transactions); // or a Supplier
    // end::given[]

    private static final DSLContext DSL = AatomicJooq.dsl(Kept.transactions, SQLDialect.H2);

    @BeforeAll
    static void createTable() {
        Kept.transactions.autocommit(
                () -> DSL.createTable(ACCOUNT).columns(ID, BALANCE).execute());
    }

    @RepeatedTest(2)
    void isRolledBack(TestTransaction test) {
        test.transactions().atomic().run(() -> {
            DSL.insertInto(ACCOUNT, ID, BALANCE).values(1L, 10).execute();
        });

        assertThat(DSL.fetchCount(ACCOUNT)).isEqualTo(1);
    }
}
