package dev.aatomic.examples.guide.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aatomic.examples.guide.GuideDatabase;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.runtime.jooq.AatomicJooq;
import dev.aatomic.testing.Await;
import java.util.concurrent.CompletableFuture;
import org.jooq.SQLDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TypesTest {

    @RegisterExtension
    final GuideDatabase database = GuideDatabase.h2();

    private final Transactions transactions = database.transactions();
    private final Accounts accounts =
            new AccountsAatomic(new JooqAccounts(AatomicJooq.dsl(transactions, SQLDialect.H2)), transactions);

    @Test
    void eachFormIsABlock() {
        assertThat(Await.value(accounts.balance(1).toCompletableFuture())).isEqualByComparingTo("100");
        assertThat(Await.value(accounts.deposit(1, 10))).isEqualTo(1);
        accounts.close(2);

        assertThat(accounts.all()).containsExactly(1L);
        assertThat(database.balance(1)).isEqualTo(110);
    }

    @Test
    void valueThatIsStillAtWorkIsRefused() {
        CompletableFuture<Integer> goesOn = new CompletableFuture<>();

        assertThatThrownBy(() -> transactions.atomic().get(() -> (Object) goesOn))
                .hasMessageContaining("getStageAsync");
    }
}
