package dev.aatomic.hibernate;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.hibernate.SessionEventListener;
import org.hibernate.event.spi.EventSource;
import org.jspecify.annotations.Nullable;

/** Sees which thread is in which session: at both ends of each call, of each flush and of each statement, whoever makes it. */
final class SessionUsers implements UnaryOperator<EventSource> {

    final Queue<String> intrusions = new ConcurrentLinkedQueue<>();
    final AtomicInteger calls = new AtomicInteger();

    @Override
    public EventSource apply(EventSource session) {
        User user = new User();
        session.addEventListeners(user);
        Object proxy = Proxy.newProxyInstance(
                SessionUsers.class.getClassLoader(), new Class<?>[] {EventSource.class}, (self, method, arguments) -> {
                    user.enter(method.getName());
                    try {
                        return method.invoke(session, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    } finally {
                        user.leave();
                    }
                });
        return (EventSource) proxy;
    }

    /** Who is in one session; the same thread may be in several calls of it that are in each other. */
    private final class User implements SessionEventListener {

        private static final long serialVersionUID = 1L;

        private final transient AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        private int depth;

        void enter(String call) {
            calls.incrementAndGet();
            Thread me = Thread.currentThread();
            Thread other = thread.get();
            if (other == me) {
                depth++;
            } else if (other == null && thread.compareAndSet(null, me)) {
                depth = 1;
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
