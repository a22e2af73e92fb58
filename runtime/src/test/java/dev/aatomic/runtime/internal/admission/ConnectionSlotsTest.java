package dev.aatomic.runtime.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.testing.Await;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections change hands at will while nobody waits, and in turn as soon as somebody does. */
@Tag("rooms")
final class ConnectionSlotsTest {

    private static <T> T onAnotherThread(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(work.get());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        thread.start();
        return Await.value(result);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 9, 100})
    void eachThreadFindsEveryConnectionAndNoMore(int connections) {
        ConnectionSlots slots = new ConnectionSlots(connections);
        Set<Integer> found = new HashSet<>();
        for (int i = 0; i < connections; i++) {
            RecordedTicket ticket = new RecordedTicket();
            assertThat(onAnotherThread(() -> slots.take(ticket))).isTrue();
            found.add(ticket.connection());
        }

        assertThat(found).hasSize(connections).allMatch(each -> each >= 0 && each < connections);
        assertThat(slots.held()).isEqualTo(connections);
        assertThat(onAnotherThread(() -> slots.take(new RecordedTicket()))).isFalse();
    }

    @Test
    void threadsWithNumbersBesideEachOtherBeginWithDifferentConnections() {
        ConnectionSlots slots = new ConnectionSlots(4);
        Set<Integer> first = new HashSet<>();
        for (long number = 10; number < 14; number++) {
            RecordedTicket ticket = new RecordedTicket();
            Numbered thread = new Numbered(number, () -> slots.take(ticket));
            thread.start();
            Await.until("the thread is over", () -> ticket.connection() >= 0);
            first.add(ticket.connection());
            assertThat(slots.giveBack(ticket, null)).isTrue();
        }

        assertThat(first).hasSize(4);
    }

    /** What a virtual machine numbers in the order of their making, with others between. */
    private static final class Numbered extends Thread {

        private final long number;

        Numbered(long number, Runnable work) {
            super(work);
            this.number = number;
        }

        @Override
        @SuppressWarnings("deprecation")
        public long getId() {
            return number;
        }
    }

    @Test
    void nothingIsTakenOrGivenBackAtWillWhereThatIsDoneInTurn() {
        ConnectionSlots slots = new ConnectionSlots(2);
        RecordedTicket holder = new RecordedTicket();
        RecordedTicket another = new RecordedTicket();
        assertThat(slots.take(holder)).isTrue();

        slots.inTurn();
        assertThat(slots.take(another)).isFalse();
        assertThat(slots.giveBack(holder, Outcome.COMMITTED)).isFalse();
        assertThat(slots.holders()).containsExactly(holder);
        assertThat(slots.takeInTurn(another)).isTrue();
        assertThat(slots.takeInTurn(new RecordedTicket())).isFalse();
        slots.handOver(another, null, null);
        assertThat(slots.holders()).containsExactly(holder);

        slots.atWill();
        assertThat(slots.take(another)).isTrue();
        assertThat(slots.giveBack(holder, Outcome.COMMITTED)).isTrue();
        assertThat(slots.holders()).containsExactly(another);
    }

    @Test
    void whoHasNoneGivesNoneBack() {
        ConnectionSlots slots = new ConnectionSlots(1);
        RecordedTicket ticket = new RecordedTicket();
        assertThat(slots.giveBack(ticket, null)).isFalse();
        assertThat(slots.take(ticket)).isTrue();
        assertThat(slots.giveBack(ticket, null)).isTrue();

        assertThat(slots.giveBack(ticket, null)).isFalse();
        assertThat(slots.held()).isZero();
    }

    @Test
    void nextOneGetsTheConnectionThatWasGivenBack() {
        ConnectionSlots slots = new ConnectionSlots(3);
        RecordedTicket first = new RecordedTicket();
        RecordedTicket next = new RecordedTicket();
        slots.take(first);
        int number = first.connection();

        slots.inTurn();
        slots.handOver(first, Outcome.COMMITTED, next);

        assertThat(next.connection()).isEqualTo(number);
        assertThat(first.connection()).isEqualTo(Ticket.NONE);
        BlockCounts sum = new BlockCounts();
        slots.addCountsTo(sum);
        assertThat(sum.read(3, 1, 0, 0).committed()).isEqualTo(1);
    }
}
