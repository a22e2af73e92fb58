package dev.aatomic.jta.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import dev.aatomic.jta.JtaTransactions;
import dev.aatomic.jta.support.Narayana;
import dev.aatomic.runtime.AfterCommitException;
import dev.aatomic.runtime.TransactionManagementException;
import dev.aatomic.runtime.Transactions;
import dev.aatomic.testing.Server;
import dev.aatomic.testing.TestDatabase;
import io.agroal.api.AgroalDataSource;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of the page does what the page says. */
final class GuideTest {

    private final List<String> mails = new ArrayList<>();

    @Test
    void blockTakesPart() throws Exception {
        assertThat(Narayana.transactionManager()).isNotNull();
        try (TestDatabase database = new TestDatabase(Server.H2);
                AgroalDataSource pool = JtaSetUp.pool(database.url())) {
            JtaTransactions jta = JtaSetUp.jta(pool);
            try (Transactions transactions = JtaSetUp.transactions(pool, jta)) {
                Orders orders = new Orders(jta.userTransaction(), pool, transactions, () -> mails.add("sent"));
                orders.place(1, 2);
                assertThatThrownBy(() -> orders.place(3, 2)).isNotNull();
                Orders failing = new Orders(jta.userTransaction(), pool, transactions, () -> {
                    throw new IllegalStateException("no mail");
                });
                assertThatThrownBy(() -> failing.place(4, 5)).isInstanceOf(AfterCommitException.class);

                assertThat(database.rows()).containsExactly(1, 2, 4, 5);
                assertThat(mails).containsExactly("sent");
            }
        }
    }

    @Test
    void subclassOfNarayanasTransactionManagerRefuses() throws Exception {
        assertThat(Narayana.transactionManager()).isNotNull();
        JTAEnvironmentBean environment = jtaPropertyManager.getJTAEnvironmentBean();
        String before = environment.getTransactionManagerClassName();
        try (TestDatabase database = new TestDatabase(Server.H2);
                AgroalDataSource pool = JtaSetUp.pool(database.url())) {
            JtaTransactions jta = JtaSetUp.jta(pool);
            environment.setTransactionManagerClassName(RefusingTransactionManager.class.getName());
            RefusingTransactionManager.JTA.set(jta);
            TransactionManager asked = com.arjuna.ats.jta.TransactionManager.transactionManager();
            try (Transactions transactions = JtaSetUp.transactions(pool, jta)) {
                transactions.atomic().run(() -> {
                    assertThatThrownBy(asked::begin).isInstanceOf(TransactionManagementException.class);
                    assertThat(asked.getStatus()).isEqualTo(Status.STATUS_NO_TRANSACTION);
                });
                asked.begin();
                asked.commit();
            }
        } finally {
            RefusingTransactionManager.JTA.set(null);
            environment.setTransactionManagerClassName(before);
        }
    }
}
