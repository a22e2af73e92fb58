package dev.aatomic.runtime.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The counts of a database's blocks add up at every moment: what has begun is there still, or has ended once. */
@Tag("rooms")
final class BlockCountsTest {

    private final Admission admission = new Admission(2, 1);

    private RecordedTicket admitted() {
        RecordedTicket block = new RecordedTicket();
        assertThat(admission.acquire(block)).isEqualTo(Admission.Answer.GRANTED);
        return block;
    }

    private RecordedTicket begun() {
        RecordedTicket block = admitted();
        block.begins();
        return block;
    }

    private void assertCounts(int active, int waiting, long begun, long committed, long rolledBack, long unknown) {
        assertThat(admission.readCounts())
                .isEqualTo(new BlockCounts.Reading(2, active, waiting, begun, committed, rolledBack, unknown));
    }

    @Test
    void nothingIsCountedBeforeAnythingHappens() {
        assertCounts(0, 0, 0, 0, 0, 0);
    }

    @Test
    void blockCountsFromItsBeginningAndNotFromItsAdmission() {
        RecordedTicket block = admitted();
        assertCounts(1, 0, 0, 0, 0, 0);

        block.begins();
        assertCounts(1, 0, 1, 0, 0, 0);
    }

    @Test
    void eachOutcomeHasItsCount() {
        admission.release(begun(), Outcome.COMMITTED);
        assertCounts(0, 0, 1, 1, 0, 0);
        admission.release(begun(), Outcome.ROLLED_BACK);
        assertCounts(0, 0, 2, 1, 1, 0);
        admission.release(begun(), Outcome.UNKNOWN);
        assertCounts(0, 0, 3, 1, 1, 1);
        admission.release(begun(), Outcome.COMMITTED);
        assertCounts(0, 0, 4, 2, 1, 1);
    }

    @Test
    void blockThatEndsBeforeItGivesItsConnectionBackCountsOnce() {
        RecordedTicket block = begun();

        admission.countEnd(block, Outcome.ROLLED_BACK);
        assertCounts(1, 0, 1, 0, 1, 0);
        admission.release(block);
        assertCounts(0, 0, 1, 0, 1, 0);
    }

    @Test
    void connectionThatWasNeverUsedIsNoBlock() {
        admission.release(admitted(), null);

        assertCounts(0, 0, 0, 0, 0, 0);
    }

    @Test
    void whoWaitsHasNotBegun() {
        RecordedTicket first = begun();
        begun();
        RecordedTicket waits = new RecordedTicket();
        assertThat(admission.acquire(waits)).isEqualTo(Admission.Answer.WAITS);
        assertCounts(2, 1, 2, 0, 0, 0);
        assertThat(admission.acquire(new RecordedTicket())).isEqualTo(Admission.Answer.REFUSED);
        assertCounts(2, 1, 2, 0, 0, 0);

        admission.release(first, Outcome.COMMITTED);
        assertCounts(2, 0, 2, 1, 0, 0);
        assertThat(admission.isHolding(waits)).isTrue();
        waits.begins();
        assertCounts(2, 0, 3, 1, 0, 0);
    }

    /** A block in another library's transaction, whose connection is none of the pool's as far as is known here. */
    @Test
    void guestCountsAsABlockAndNotAsAConnection() {
        RecordedTicket guest = new RecordedTicket();
        admission.admitGuest(guest);
        assertCounts(0, 0, 0, 0, 0, 0);
        guest.begins();
        assertCounts(0, 0, 1, 0, 0, 0);

        admission.release(guest, Outcome.COMMITTED);
        assertCounts(0, 0, 1, 1, 0, 0);
        assertThat(admission.awaitIdle(System.nanoTime())).isTrue();
    }

    @Test
    void whoBeganWithoutAConnectionCountsOnceWhereverItStands() {
        RecordedTicket first = begun();
        begun();
        RecordedTicket late = new RecordedTicket();
        admission.admitUnconnected(late);
        late.begins();
        assertCounts(2, 0, 3, 0, 0, 0);
        assertThat(admission.acquire(late)).isEqualTo(Admission.Answer.WAITS);
        assertCounts(2, 1, 3, 0, 0, 0);
        admission.release(first, Outcome.COMMITTED);
        assertCounts(2, 0, 3, 1, 0, 0);

        admission.release(late, Outcome.ROLLED_BACK);
        assertCounts(1, 0, 3, 1, 1, 0);
    }

    @Test
    void givingBackTwiceGivesBackOnce() {
        RecordedTicket block = begun();
        admission.release(block, Outcome.COMMITTED);
        admission.release(block);

        assertCounts(0, 0, 1, 1, 0, 0);
        begun();
        begun();
        assertThat(admission.acquireNow(new RecordedTicket())).isFalse();
    }
}
