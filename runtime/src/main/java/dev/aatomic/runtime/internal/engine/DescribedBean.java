package dev.aatomic.runtime.internal.engine;

import dev.aatomic.runtime.management.TransactionsMXBean;
import java.util.Map;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.StandardMBean;

/** Says in a client of JMX what each attribute and operation is. Not to be touched where the module of JMX is not there. */
final class DescribedBean extends StandardMBean {

    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "Databases",
            "The counts of each database: connections, how many of them are active, how many blocks wait for one now; and"
                    + " since the transactions were built how many blocks have begun, committed, were rolled back, ended with an"
                    + " unknown outcome or without having begun, and how many attempts were followed by another",
            "Blocks",
            "Who holds a connection, longest first, and who waits for one, who comes next first; nested blocks follow the"
                    + " block around them and have its id. openNanos, holdNanos and connection are -1 where they are not"
                    + " known, and waitsFor has the ids of the blocks that it waits for",
            "dump",
            "The same blocks as text, one line each: for a log, or beside a thread dump");

    DescribedBean(ManagementBean bean) {
        super(bean, TransactionsMXBean.class, true);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return "The transactions of Aatomic: who holds a connection, and who waits for one";
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return DESCRIPTIONS.getOrDefault(info.getName(), info.getName());
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return DESCRIPTIONS.getOrDefault(info.getName(), info.getName());
    }
}
