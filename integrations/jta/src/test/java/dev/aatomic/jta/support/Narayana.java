package dev.aatomic.jta.support;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The transaction manager of this JVM, which keeps no files. */
public final class Narayana {

    /** It warns of each timeout, at length. Kept, since the logging forgets what nobody holds. */
    private static final Logger LOGGER = Logger.getLogger("com.arjuna");

    static {
        LOGGER.setLevel(Level.SEVERE);
        for (String store : List.of("", "communicationStore.", "stateStore.")) {
            System.setProperty(
                    "ObjectStoreEnvironmentBean." + store + "objectStoreType",
                    "com.arjuna.ats.internal.arjuna.objectstore.VolatileStore");
        }
        try {
            arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier("test");
        } catch (CoreEnvironmentBeanException e) {
            throw new AssertionError(e);
        }
    }

    private Narayana() {}

    public static TransactionManager transactionManager() {
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    public static TransactionSynchronizationRegistry registry() {
        return new TransactionSynchronizationRegistryImple();
    }
}
