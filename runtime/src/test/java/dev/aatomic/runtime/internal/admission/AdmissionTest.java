package dev.aatomic.runtime.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.testing.Await;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** G2: connections go to whoever asks, in turn; while the queue is paused nobody gets one, and whoever waits until all are back is told. */
@Tag("G2")
final class AdmissionTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final Admission admission = new Admission(2);
    private final List<String> granted = new ArrayList<>();
    private final AtomicInteger taken = new AtomicInteger();

    @BeforeEach
    void watch() {
        admission.watchedBy(taken::incrementAndGet);
    }

    private RecordedTicket ticket(String name) {
        return new RecordedTicket(name, granted);
    }

    private RecordedTicket taken(String name) {
        RecordedTicket ticket = ticket(name);
        assertThat(admission.acquire(ticket)).isEqualTo(Admission.Answer.GRANTED);
        return ticket;
    }

    private RecordedTicket waiting(String name) {
        RecordedTicket ticket = ticket(name);
        assertThat(admission.acquire(ticket)).isEqualTo(Admission.Answer.WAITS);
        return ticket;
    }

    private RecordedTicket guest(String name) {
        RecordedTicket ticket = ticket(name);
        admission.admitGuest(ticket);
        return ticket;
    }

    private RecordedTicket waitingFor(List<?> owners, String name) {
        RecordedTicket ticket = ticket(name);
        assertThat(admission.acquire(ticket, owners)).isFalse();
        return ticket;
    }

    // ---- who gets one

    @Test
    void whoAsksIsServedInTurn() {
        RecordedTicket first = taken("first");
        RecordedTicket second = taken("second");
        RecordedTicket third = waiting("third");
        RecordedTicket fourth = waiting("fourth");
        assertThat(admission.connections()).isEqualTo(2);
        assertThat(admission.waiting()).isEqualTo(2);
        assertThat(admission.holders()).containsExactlyInAnyOrder(first, second);

        admission.release(second);

        assertThat(granted).containsExactly("third");
        assertThat(admission.holders()).containsExactlyInAnyOrder(first, third);
        assertThat(admission.isHolding(third)).isTrue();
        assertThat(admission.isHolding(second)).isFalse();
        assertThat(admission.isHolding(fourth)).isFalse();
        assertThat(admission.cancel(third)).isFalse();
        admission.release(first);
        admission.release(third);
        assertThat(granted).containsExactly("third", "fourth");
        assertThat(admission.holders()).containsExactly(fourth);
        assertThat(admission.waiting()).isZero();
    }

    /** What would be one lock for all threads is held by another one all the time. */
    @Test
    void whileNobodyWaitsNoThreadNeedsTheMonitor() {
        RecordedTicket first = ticket("first");
        RecordedTicket second = ticket("second");
        synchronized (admission) {
            Await.value(CompletableFuture.runAsync(() -> {
                taken("other");
                assertThat(admission.acquire(first)).isEqualTo(Admission.Answer.GRANTED);
                admission.release(first, Outcome.COMMITTED);
                assertThat(admission.acquireNow(second)).isTrue();
                admission.release(second);
            }));
        }

        assertThat(admission.held()).isEqualTo(1);
        assertThat(admission.readCounts().committed()).isEqualTo(1);
        assertThat(taken).hasValue(3);
    }

    /** Where there are as many that ask as connections, changing the way all the time would cost more than the monitor. */
    @Test
    void monitorIsNeededUntilNobodyHasWaitedForAWhile() {
        Admission calm = new Admission(1, 9, 3);
        RecordedTicket first = ticket("first");
        calm.acquire(first);
        RecordedTicket second = ticket("second");
        assertThat(calm.acquire(second)).isEqualTo(Admission.Answer.WAITS);
        calm.release(first);
        assertThat(granted).containsExactly("second");
        assertThat(needsMonitor(calm, second)).isTrue();

        for (int i = 0; i < 3; i++) {
            calm.held();
        }
        assertThat(needsMonitor(calm, second)).isFalse();
        assertThat(calm.held()).isZero();
    }

    private static boolean needsMonitor(Admission admission, Ticket holder) {
        AtomicBoolean isFree = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            admission.release(holder);
            isFree.set(true);
        });
        synchronized (admission) {
            thread.start();
            Await.until(
                    "the thread has given it back, or waits for the monitor",
                    () -> isFree.get() || thread.getState() == Thread.State.BLOCKED);
            if (isFree.get()) {
                return false;
            }
        }
        Await.until("the thread is over", isFree::get);
        assertThat(admission.acquire(holder)).isEqualTo(Admission.Answer.GRANTED);
        return true;
    }

    @Test
    void whoDoesNotWaitTakesWhatIsFreeOrNothing() {
        RecordedTicket first = ticket("first");
        assertThat(admission.acquireNow(first)).isTrue();
        assertThat(admission.isHolding(first)).isTrue();
        taken("second");

        assertThat(admission.acquireNow(ticket("third"))).isFalse();
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void queueOfABoundedLengthRefusesButNotWhatBelongsToOthers() {
        Admission full = new Admission(1, 0);
        assertThat(full.maxWaiting()).isZero();
        assertThat(full.acquire(ticket("first"), List.of("outer"))).isTrue();

        assertThat(full.acquire(ticket("second"))).isEqualTo(Admission.Answer.REFUSED);
        assertThat(full.acquire(ticket("third"), List.of("outer"))).isFalse();
        assertThat(full.waiting()).isEqualTo(1);
        assertThat(new Admission(1).maxWaiting()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void whoLooksAfterHoldersIsToldOfEachThatTakesOne() {
        admission.acquire(ticket("first"));
        assertThat(taken).hasValue(1);
        admission.acquireNow(ticket("second"));
        assertThat(taken).hasValue(2);

        waiting("third");
        admission.acquireNow(ticket("fourth"));
        assertThat(taken).hasValue(2);

        guest("guest");
        assertThat(taken).hasValue(3);
    }

    // ---- pauses

    @Test
    void whatIsGivenBackInAPauseGoesToWhoWaitsAfterIt() {
        RecordedTicket first = taken("first");
        RecordedTicket second = taken("second");
        waiting("third");
        RecordedTicket fourth = waiting("fourth");

        admission.pause();
        admission.release(first);
        admission.release(second);
        waiting("fifth");
        waiting("sixth");
        assertThat(admission.acquireNow(ticket("at once"))).isFalse();
        assertThat(granted).isEmpty();
        assertThat(admission.held()).isZero();
        assertThat(admission.cancel(fourth)).isTrue();

        admission.resume();
        assertThat(granted).containsExactly("third", "fifth");
        assertThat(admission.held()).isEqualTo(2);
        assertThat(admission.waiting()).isEqualTo(1);
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

    // ---- who is there

    @Test
    void whoWaitsHoldsUpItsOwnersUntilItLeaves() {
        taken("first");
        assertThat(admission.look("orders").hasFree()).isTrue();
        RecordedTicket second = taken("second");
        RecordedTicket one = waitingFor(List.of("outer", "other"), "one");
        RecordedTicket two = waitingFor(List.of("outer"), "two");
        waitingFor(List.of(), "three");

        WaitForGraph.Pool<Object> seen = admission.look("orders");
        assertThat(seen.database()).isEqualTo("orders");
        assertThat(seen.hasFree()).isFalse();
        assertThat(seen.holders()).hasSize(2).contains(second);
        assertThat(seen.heldUp()).containsExactlyInAnyOrder("outer", "other");

        admission.cancel(one);
        assertThat(admission.look("orders").heldUp()).containsExactly("outer");
        admission.release(second);
        assertThat(admission.isHolding(two)).isTrue();
        assertThat(admission.look("orders").heldUp()).isEmpty();
    }

    @Test
    void whoHasWaitedForAsLongAsTheLimitIsTakenOut() {
        taken("first");
        taken("second");
        assertThat(admission.hasOverdue(System.nanoTime() + HOUR, 0)).isFalse();
        RecordedTicket third = waiting("third");
        long since = third.entry.since();
        while (System.nanoTime() <= since) {
            Thread.onSpinWait();
        }
        RecordedTicket fourth = waiting("fourth");

        assertThat(admission.hasOverdue(since + 9, 10)).isFalse();
        assertThat(admission.takeOverdue(since + 9, 10)).isEmpty();
        assertThat(admission.hasOverdue(since + 10, 10)).isTrue();
        assertThat(admission.takeOverdue(since + 10, 10)).containsExactly(third);

        assertThat(admission.waiting()).isEqualTo(1);
        assertThat(admission.cancel(third)).isFalse();
        assertThat(admission.takeOverdue(since + HOUR, 10)).containsExactly(fourth);
        assertThat(admission.takeOverdue(since + HOUR, 10)).isEmpty();
    }

    /** Who reads the clock first may be the second to come to the queue. */
    @Test
    void whoIsAheadInTheQueueHasNeverWaitedForLess() {
        TicketQueue queue = new TicketQueue();
        RecordedTicket first = ticket("first");
        RecordedTicket second = ticket("second");
        queue.add(first, 200, List.of());
        queue.add(second, 100, List.of());

        assertThat(queue.isOverdue(250, 100)).isFalse();
        assertThat(queue.isOverdue(300, 100)).isTrue();
        queue.remove(first);
        assertThat(queue.isOverdue(299, 100)).isFalse();
        assertThat(queue.isOverdue(300, 100)).isTrue();
    }

    @Test
    void everybodyIsCalledWhoWaitsOrHolds() {
        List<Ticket> called = new ArrayList<>();
        RecordedTicket first = taken("first");
        admission.forEachHolder(called::add);
        assertThat(called).containsExactly(first);
        RecordedTicket second = taken("second");
        RecordedTicket third = waiting("third");
        RecordedTicket fourth = waiting("fourth");

        called.clear();
        admission.forEachTicket(called::add);
        assertThat(called).startsWith(third, fourth).containsExactlyInAnyOrder(third, fourth, first, second);
        RecordedTicket guest = guest("guest");
        called.clear();
        admission.forEachTicket(called::add);
        assertThat(called).startsWith(third, fourth).endsWith(guest).hasSize(5);
        called.clear();
        admission.forEachHolder(called::add);
        assertThat(called).containsExactlyInAnyOrder(first, second, guest);
    }

    // ---- until nobody is

    /** On another thread, since what does not see that all is idle may wait for ever. */
    private boolean awaitsIdle(long deadline) {
        return Await.value(CompletableFuture.supplyAsync(() -> admission.awaitIdle(deadline)));
    }

    @Test
    void whatIsIdleIsNotWaitedFor() {
        assertThat(awaitsIdle(System.nanoTime() + HOUR)).isTrue();
    }

    @Test
    void waitForWhatIsNotIdleEndsAtItsDeadline() {
        taken("only");

        assertThat(awaitsIdle(System.nanoTime() - HOUR)).isFalse();
        assertThat(awaitsIdle(System.nanoTime())).isFalse();
        assertThat(awaitsIdle(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20)))
                .isFalse();
    }

    @Test
    void whoeverLeavesAPausedQueueLastLeavesItIdle() {
        admission.pause();
        RecordedTicket only = waiting("only");
        assertThat(awaitsIdle(System.nanoTime())).isFalse();
        assertThat(admission.cancel(only)).isTrue();
        assertThat(awaitsIdle(System.nanoTime())).isTrue();
        admission.resume();
        assertThat(granted).isEmpty();
    }

    /** How the last one goes. */
    enum Leaving {
        RELEASED(Admission::release),
        CANCELLED(Admission::cancel),
        OVERDUE((admission, ticket) -> admission.takeOverdue(System.nanoTime() + HOUR, HOUR));

        private final BiConsumer<Admission, Ticket> way;

        Leaving(BiConsumer<Admission, Ticket> way) {
            this.way = way;
        }
    }

    /** Waits for an hour until all is idle, on a thread of its own. */
    private final class Waiter extends Thread {

        private final CompletableFuture<Boolean> idle = new CompletableFuture<>();
        private volatile boolean interruptedAfterwards;

        Waiter() {
            setDaemon(true);
            start();
            Await.until("it waits", () -> getState() == State.TIMED_WAITING);
        }

        @Override
        public void run() {
            boolean answer = admission.awaitIdle(System.nanoTime() + HOUR);
            interruptedAfterwards = isInterrupted();
            idle.complete(answer);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsForIdlenessIsToldByTheLastOne(Leaving leaving) {
        boolean waits = leaving != Leaving.RELEASED;
        if (waits) {
            admission.pause();
        }
        RecordedTicket guest = guest("guest");
        RecordedTicket last = waits ? waiting("last") : taken("last");
        Waiter waiter = new Waiter();

        admission.release(guest);
        assertThat(waiter.idle).isNotDone();
        leaving.way.accept(admission, last);

        assertThat(Await.value(waiter.idle)).isTrue();
        assertThat(waiter.interruptedAfterwards).isFalse();
    }

    @Test
    void whoWaitsForIdlenessIsToldByTheLastGuest() {
        RecordedTicket guest = guest("guest");
        RecordedTicket first = taken("first");
        Waiter waiter = new Waiter();

        admission.release(first);
        admission.release(guest);

        assertThat(Await.value(waiter.idle)).isTrue();
    }

    @Test
    void interruptEndsTheWaitAndStays() {
        taken("first");
        Waiter waiter = new Waiter();

        waiter.interrupt();

        assertThat(Await.value(waiter.idle)).isFalse();
        assertThat(waiter.interruptedAfterwards).isTrue();
    }

    @Test
    void lookSaysWhoHoldsWhichConnectionWhoIsAGuestAndWhoWaitsInTurn() {
        RecordedTicket first = taken("first");
        RecordedTicket second = taken("second");
        RecordedTicket guest = guest("guest");
        long begin = System.nanoTime();
        RecordedTicket third = waiting("third");
        RecordedTicket fourth = waiting("fourth");

        AdmissionLook look = admission.lookAtAll();

        assertThat(look.connections()).isEqualTo(2);
        int number = first.connection();
        assertThat(look.holders())
                .containsExactlyInAnyOrder(
                        new AdmissionLook.Holder(first, number), new AdmissionLook.Holder(second, 1 - number))
                .isSortedAccordingTo(Comparator.comparing(AdmissionLook.Holder::slot));
        assertThat(look.guests()).containsExactly(guest);
        assertThat(look.waiting()).extracting(AdmissionLook.Waiting::ticket).containsExactly(third, fourth);
        assertThat(look.waiting()).allMatch(each -> each.since() - begin >= 0);

        admission.release(first);
        assertThat(admission.lookAtAll().holders())
                .containsExactlyInAnyOrder(
                        new AdmissionLook.Holder(third, number), new AdmissionLook.Holder(second, 1 - number));
    }

    // ---- who begins without one

    private RecordedTicket unconnected(String name) {
        RecordedTicket ticket = ticket(name);
        admission.admitUnconnected(ticket);
        return ticket;
    }

    @Test
    void whoBeginsWithoutAConnectionIsWatchedAndKeepsAllFromIdle() {
        RecordedTicket without = unconnected("without");

        assertThat(taken).hasValue(1);
        assertThat(admission.isAdmitted(without)).isTrue();
        assertThat(admission.isHolding(without)).isFalse();
        assertThat(admission.held()).isZero();
        assertThat(admission.unconnected()).containsExactly(without);
        assertThat(admission.lookAtAll().unasked()).containsExactly(without);
        assertThat(admission.awaitIdle(System.nanoTime())).isFalse();

        admission.release(without);

        assertThat(admission.isAdmitted(without)).isFalse();
        assertThat(admission.unconnected()).isEmpty();
        assertThat(admission.awaitIdle(System.nanoTime())).isTrue();
    }

    @Test
    void whoHasBegunAsksInTurnAndIsAHolderThen() {
        RecordedTicket without = unconnected("without");
        assertThat(admission.acquire(without)).isEqualTo(Admission.Answer.GRANTED);
        assertThat(admission.unconnected()).isEmpty();
        taken("second");
        RecordedTicket late = unconnected("late");
        assertThat(admission.acquire(late)).isEqualTo(Admission.Answer.WAITS);
        assertThat(admission.isWaiting(late)).isTrue();
        assertThat(admission.unconnected()).containsExactly(late);
        assertThat(admission.lookAtAll().unasked()).isEmpty();
        List<Ticket> seen = new ArrayList<>();
        admission.forEachTicket(seen::add);
        assertThat(seen).hasSize(3).containsOnlyOnce(late);

        admission.release(without);

        assertThat(granted).containsExactly("late");
        assertThat(admission.isHolding(late)).isTrue();
        assertThat(admission.unconnected()).isEmpty();
    }

    @Test
    void whoEndsWhileItWaitsLeavesTheQueue() {
        RecordedTicket first = taken("first");
        RecordedTicket second = taken("second");
        RecordedTicket late = unconnected("late");
        assertThat(admission.acquire(late)).isEqualTo(Admission.Answer.WAITS);

        admission.release(late);

        assertThat(admission.waiting()).isZero();
        admission.release(first);
        admission.release(second);
        assertThat(granted).isEmpty();
        assertThat(admission.awaitIdle(System.nanoTime())).isTrue();
    }

    @Test
    void whoIsHeldUpIsKnownAndByWhom() {
        taken("first");
        taken("second");
        RecordedTicket child = waitingFor(List.of("outer"), "child");

        assertThat(admission.isHeldUp("outer")).isTrue();
        assertThat(admission.isHeldUp("other")).isFalse();
        assertThat(admission.waitingFor("outer")).containsExactly(child);
        assertThat(admission.waitingFor("other")).isEmpty();
    }
}
