package dev.aatomic.jta.guide;

// tag::subclass[]
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionManagerImple;
import dev.aatomic.jta.JtaTransactions;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import java.util.concurrent.atomic.AtomicReference;

/** Named to Narayana by its class, so that code which asks Narayana for its transaction manager gets this one. */
public final class RefusingTransactionManager extends TransactionManagerImple {

    static final AtomicReference<JtaTransactions> JTA = new AtomicReference<>(); // set at the start

    @Override
    public void begin() throws NotSupportedException, SystemException {
        JtaTransactions jta = JTA.get();
        if (jta != null) {
            jta.beforeBegin();
        }
        super.begin();
    }
}
// end::subclass[]
