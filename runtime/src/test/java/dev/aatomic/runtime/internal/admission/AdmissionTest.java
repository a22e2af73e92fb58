package dev.aatomic.runtime.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** G2: while the queue for connections is paused nobody gets one, and afterwards everybody does in turn. */
@Tag("G2")
final class AdmissionTest {

    private final Admission admission = new Admission(2);
    private final List<String> granted = new ArrayList<>();

    private final class Named extends Ticket {

        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void granted() {
            granted.add(name);
        }

        @Override
        public String place() {
            return name;
        }

        @Override
        public void abort(Throwable reason) {
            throw new AssertionError("Nobody aborts", reason);
        }

        @Override
        public void expire(String why) {
            throw new AssertionError("Nobody expires: " + why);
        }

        @Override
        public void seenHolding(long now) {}

        @Override
        public String holding(long now) {
            return name;
        }
    }

    private Named taken(String name) {
        Named ticket = new Named(name);
        assertThat(admission.acquire(ticket)).isEqualTo(Admission.Answer.GRANTED);
        return ticket;
    }

    private Named waiting(String name) {
        Named ticket = new Named(name);
        assertThat(admission.acquire(ticket)).isEqualTo(Admission.Answer.WAITS);
        return ticket;
    }

    @Test
    void whatIsGivenBackInAPauseGoesToWhoWaitsAfterIt() {
        Named first = taken("first");
        Named second = taken("second");
        waiting("third");
        Named fourth = waiting("fourth");

        admission.pause();
        admission.release(first);
        admission.release(second);
        waiting("fifth");
        assertThat(admission.acquireNow(new Named("at once"))).isFalse();
        assertThat(granted).isEmpty();
        assertThat(admission.held()).isZero();
        assertThat(admission.cancel(fourth)).isTrue();

        admission.resume();
        assertThat(granted).containsExactly("third", "fifth");
        assertThat(admission.held()).isEqualTo(2);
    }

    @Test
    void lastPauseCounts() {
        admission.pause();
        admission.pause();
        waiting("first");
        admission.resume();
        assertThat(granted).isEmpty();
        admission.resume();
        assertThat(granted).containsExactly("first");
    }

    @Test
    void whoeverLeavesAPausedQueueLastLeavesItIdle() {
        admission.pause();
        Named only = waiting("only");
        assertThat(admission.awaitIdle(System.nanoTime())).isFalse();
        assertThat(admission.cancel(only)).isTrue();
        assertThat(admission.awaitIdle(System.nanoTime())).isTrue();
        admission.resume();
        assertThat(granted).isEmpty();
    }
}
