package dev.aatomic.spring.jpa;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceProvider;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.SessionEventListener;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SessionImplementor;
import org.hibernate.event.spi.EventSource;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.util.ClassUtils;

/**
 * A Hibernate whose factory hands out sessions that see which thread is in them: at both ends of each call, and of each flush and statement,
 * which entities and queries also begin.
 */
final class WatchedSessions extends HibernateJpaVendorAdapter {

    final Queue<String> intrusions = new ConcurrentLinkedQueue<>();
    final AtomicInteger sessions = new AtomicInteger();
    final AtomicInteger calls = new AtomicInteger();

    /** Which threads were in one of the sessions; the first that was seen in most. */
    final AtomicInteger changes = new AtomicInteger();

    @Override
    public PersistenceProvider getPersistenceProvider() {
        return forwarding(super.getPersistenceProvider(), (method, result) -> {
            return result instanceof SessionFactoryImplementor factory ? watched(factory) : result;
        });
    }

    /** What becomes of what a method returns. */
    private interface Result {
        @Nullable
        Object of(Method method, @Nullable Object result);
    }

    @SuppressWarnings("unchecked")
    private static <T> T forwarding(T target, Result results) {
        return (T) Proxy.newProxyInstance(
                WatchedSessions.class.getClassLoader(),
                ClassUtils.getAllInterfaces(target),
                (proxy, method, arguments) -> {
                    Object result = call(target, method, arguments);
                    // Whoever asks for a JPA factory unwraps what is a proxy until it is none.
                    return result == target && !isUnwrapped(arguments) ? proxy : results.of(method, result);
                });
    }

    private static boolean isUnwrapped(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments[0] == EntityManagerFactory.class;
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static final Set<String> BUILDERS = Set.of("withOptions");
    private static final Set<String> SESSIONS = Set.of("openSession", "createEntityManager");

    private SessionFactoryImplementor watched(SessionFactoryImplementor factory) {
        return forwarding(factory, (method, result) -> {
            if (result != null && BUILDERS.contains(method.getName())) {
                return forwarding(result, this::session);
            }
            return session(method, result);
        });
    }

    private @Nullable Object session(Method method, @Nullable Object result) {
        return SESSIONS.contains(method.getName()) && result instanceof SessionImplementor session
                ? watched(session.asEventSource())
                : result;
    }

    private EventSource watched(EventSource session) {
        sessions.incrementAndGet();
        User user = new User();
        session.addEventListeners(user);
        return (EventSource) Proxy.newProxyInstance(
                WatchedSessions.class.getClassLoader(),
                ClassUtils.getAllInterfaces(session),
                (proxy, method, arguments) -> {
                    user.enter(method.getName());
                    try {
                        Object result = call(session, method, arguments);
                        return result == session ? proxy : result;
                    } finally {
                        user.leave();
                    }
                });
    }

    /** Who is in one session; the same thread may be in several calls of it that are in each other. */
    private final class User implements SessionEventListener {

        private static final long serialVersionUID = 1L;

        private final transient AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        private transient @Nullable Thread last;
        private int depth;

        void enter(String call) {
            calls.incrementAndGet();
            Thread me = Thread.currentThread();
            Thread other = thread.get();
            if (other == me) {
                depth++;
            } else if (other == null && thread.compareAndSet(null, me)) {
                depth = 1;
                if (last != null && last != me) {
                    changes.incrementAndGet();
                }
                last = me;
            } else {
                intrusions.add(me + " called " + call + " while " + other + " was in the session");
            }
        }

        void leave() {
            if (thread.get() == Thread.currentThread() && --depth == 0) {
                thread.set(null);
            }
        }

        @Override
        public void flushStart() {
            enter("flush");
        }

        @Override
        public void flushEnd(int entities, int collections) {
            leave();
        }

        @Override
        public void jdbcExecuteStatementStart() {
            enter("statement");
        }

        @Override
        public void jdbcExecuteStatementEnd() {
            leave();
        }
    }
}
