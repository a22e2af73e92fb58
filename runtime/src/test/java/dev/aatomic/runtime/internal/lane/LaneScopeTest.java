package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G3: the queue of one scope, in the order in which things came. */
@Tag("G3")
final class LaneScopeTest {

    private final List<String> log = new ArrayList<>();
    private final Lane lane = new Lane(new Dispatcher(Runnable::run, 1, null));
    private final RecordedScope scope = new RecordedScope(lane, "scope", log);
    private final RecordedTask first = new RecordedTask(scope, "first", log);
    private final RecordedTask second = new RecordedTask(scope, "second", log);
    private final RecordedTask third = new RecordedTask(scope, "third", log);

    private void queueAll() {
        synchronized (lane) {
            scope.enqueue(first);
            scope.enqueue(second);
            scope.enqueue(third);
        }
    }

    private LaneTask polled() {
        synchronized (lane) {
            return scope.pollQueue();
        }
    }

    private boolean removed(LaneTask task) {
        synchronized (lane) {
            return scope.removeQueued(task);
        }
    }

    private List<LaneTask> all() {
        synchronized (lane) {
            return scope.takeQueue();
        }
    }

    @Test
    void tasksComeOutInTheOrderInWhichTheyCame() {
        assertThat(scope.first).isNull();
        queueAll();

        assertThat(polled()).isSameAs(first);
        assertThat(first.next).isNull();
        assertThat(polled()).isSameAs(second);
        assertThat(scope.first).isNotNull();
        assertThat(polled()).isSameAs(third);
        assertThat(polled()).isNull();
        assertThat(scope.first).isNull();
        queueAll();
        assertThat(all()).containsExactly(first, second, third);
        assertThat(all()).isEmpty();
    }

    @Test
    void taskIsTakenOutWhereverItWaits() {
        queueAll();
        assertThat(removed(second)).isTrue();
        assertThat(second.next).isNull();
        assertThat(removed(second)).isFalse();
        assertThat(all()).containsExactly(first, third);

        queueAll();
        assertThat(removed(first)).isTrue();
        assertThat(all()).containsExactly(second, third);

        queueAll();
        assertThat(removed(third)).isTrue();
        synchronized (lane) {
            scope.enqueue(third);
        }
        assertThat(all()).containsExactly(first, second, third);

        synchronized (lane) {
            scope.enqueue(first);
        }
        assertThat(removed(first)).isTrue();
        assertThat(scope.first).isNull();
        queueAll();
        assertThat(all()).containsExactly(first, second, third);
    }

    @Test
    void workOfWorkComesBeforeTheEnd() {
        synchronized (lane) {
            scope.enqueue(first);
            scope.enqueueBeforeEnd(second);
            assertThat(scope.takeQueue()).containsExactly(first, second);
            scope.enqueue(first);
            scope.enqueue(scope);
            scope.enqueueBeforeEnd(second);
            assertThat(scope.takeQueue()).containsExactly(first, second, scope);
        }
    }

    @Test
    void somethingBeforeTheEndIsNotTheEnd() {
        assertThat(scope.hasQueuedBeforeEnd()).isFalse();
        synchronized (lane) {
            scope.enqueue(scope);
        }
        assertThat(scope.hasQueuedBeforeEnd()).isFalse();
        synchronized (lane) {
            scope.enqueueBeforeEnd(first);
        }
        assertThat(scope.hasQueuedBeforeEnd()).isTrue();
    }

    @Test
    void endIsHeldUpByWhatRunsAndByNothingElse() {
        scope.moved(ScopePhase.OPEN);
        scope.running = 1;
        synchronized (lane) {
            scope.enqueue(scope);
        }
        assertThat(scope.isHeldUp()).as("it is open").isFalse();
        scope.moved(ScopePhase.EXITING);
        assertThat(scope.isHeldUp()).isTrue();
        scope.running = 0;
        assertThat(scope.isHeldUp()).as("nothing runs").isFalse();
        scope.running = 1;
        synchronized (lane) {
            scope.enqueueBeforeEnd(first);
        }
        assertThat(scope.isHeldUp()).as("work comes first").isFalse();
    }

    private boolean accepts() {
        synchronized (lane) {
            return scope.accepts(ThreadState.current());
        }
    }

    @Test
    void afterTheBodyOnlyWorkThatWasAcceptedHasMore() {
        ThreadState thread = ThreadState.current();
        assertThat(accepts()).as("it waits").isFalse();
        scope.moved(ScopePhase.OPEN);
        assertThat(accepts()).isTrue();
        scope.moved(ScopePhase.EXITING);
        assertThat(accepts()).isFalse();
        thread.acceptedBy = scope;
        try {
            assertThat(accepts()).isTrue();
            scope.moved(ScopePhase.STOPPING);
            assertThat(accepts()).as("it is cut short").isFalse();
        } finally {
            thread.acceptedBy = null;
        }
    }

    @Test
    void nestedScopeKnowsItsPlace() {
        RecordedScope child = new RecordedScope(scope, "child");
        RecordedScope grandchild = new RecordedScope(child, "grandchild");

        assertThat(grandchild.depth()).isEqualTo(2);
        assertThat(scope.depth()).isZero();
        assertThat(grandchild.root()).isSameAs(scope);
        assertThat(scope.root()).isSameAs(scope);
        assertThat(grandchild.lane).isSameAs(lane);
        assertThat(child.openingPlace()).isEqualTo("'child'");
    }

    @Test
    void scopeHasItsConnectionOnceItHasBegun() {
        assertThat(scope.isConnected()).isFalse();
        assertThat(scope.moved(ScopePhase.OPEN).isConnected()).isTrue();
    }

    @Test
    void taskThatIsRunAloneKnowsItsThread() {
        scope.running = 1;
        synchronized (lane) {
            lane.pins = 1;
        }

        first.run();

        assertThat(log).containsExactly("first");
    }

    /** One that says of itself no more than it must. */
    @Test
    void scopeNeedsTheExecutorUnlessItSaysOtherwise() {
        LaneScope plain = new LaneScope(lane) {
            @Override
            public void run(ThreadState thread) {}

            @Override
            public void drop(Throwable reason) {}

            @Override
            public boolean pinsLane() {
                return false;
            }

            @Override
            public boolean isRefusable() {
                return false;
            }

            @Override
            public void expire(String why) {}

            @Override
            public void abortWith(Throwable reason) {}

            @Override
            public String place() {
                return "'plain'";
            }
        };

        assertThat(plain.startsOnCaller()).isFalse();
        assertThat(plain.openAtOnce(ThreadState.current())).isFalse();
        assertThat(plain.parent()).isNull();
    }
}
