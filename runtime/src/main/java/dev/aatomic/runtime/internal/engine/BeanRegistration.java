package dev.aatomic.runtime.internal.engine;

import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanRegistrationException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Keeps a bean in the platform's MBean server. Not to be touched where the module of JMX is not there. */
final class BeanRegistration {

    private BeanRegistration() {}

    /**
     * Registers a bean.
     *
     * @return takes it out again
     * @throws IllegalArgumentException if there is one of that name
     */
    static Runnable register(String name, ManagementBean bean) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName full = new ObjectName("dev.aatomic:type=Transactions,name=" + ObjectName.quote(name));
            server.registerMBean(new DescribedBean(bean), full);
            return () -> unregister(server, full);
        } catch (InstanceAlreadyExistsException e) {
            throw new IllegalArgumentException(
                    "registerMBean: found '" + name
                            + "', and another bean of that name is registered; expected one that no other open"
                            + " transactions have. Close those first, or name each its own",
                    e);
        } catch (JMException e) {
            throw new IllegalStateException("The bean of the transactions could not be registered", e);
        }
    }

    private static void unregister(MBeanServer server, ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            logger().log(System.Logger.Level.DEBUG, "Somebody else has taken the bean out", gone);
        } catch (MBeanRegistrationException e) {
            logger().log(System.Logger.Level.WARNING, "The bean of the transactions could not be taken out", e);
        }
    }

    private static System.Logger logger() {
        return System.getLogger(BeanRegistration.class.getName());
    }
}
