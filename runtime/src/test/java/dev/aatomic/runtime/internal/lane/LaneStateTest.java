package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("shape")
final class LaneStateTest {

    @ParameterizedTest
    @CsvSource({
        "IDLE, SCHEDULED OWNED CLOSED",
        "SCHEDULED, IDLE OWNED CLOSED",
        "OWNED, IDLE SCHEDULED OWNED CLOSED",
        "CLOSED, CLOSED"
    })
    void becomesWhatIsDrawnAndNothingElse(LaneState from, String allowed) {
        for (LaneState next : LaneState.values()) {
            assertThat(from.canBecome(next)).as("%s to %s", from, next).isEqualTo(allowed.contains(next.name()));
        }
    }
}
