package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The one state machine of a block, as its drawing says. */
@Tag("shape")
final class ScopePhaseTest {

    /** The drawing, a line a phase. */
    private static final String MOVES = """
        WAITING -> OPEN, ABANDONED, ENDED
        OPEN -> EXITING, STOPPING, ENDING, ABANDONED
        EXITING -> STOPPING, ENDING, ABANDONED
        STOPPING -> ENDING, ABANDONED
        ENDING -> HOOKS, ABANDONED, ENDED
        HOOKS -> ENDED
        ABANDONED -> ENDED
        ENDED ->
        """;

    private static String moves(ScopePhase phase) {
        String next = Arrays.stream(ScopePhase.values())
                .filter(phase::canBecome)
                .map(ScopePhase::name)
                .collect(Collectors.joining(", "));
        return (phase + " -> " + next).strip();
    }

    @Test
    void phasesMoveAsTheyAreDrawn() {
        String printed = Arrays.stream(ScopePhase.values())
                .map(ScopePhaseTest::moves)
                .collect(Collectors.joining("\n", "", "\n"));

        assertThat(printed).isEqualTo(MOVES);
    }

    @Test
    void everyPhaseComesToItsEnd() {
        Map<ScopePhase, Boolean> ends = Arrays.stream(ScopePhase.values())
                .collect(Collectors.toMap(phase -> phase, phase -> canReach(phase, ScopePhase.ENDED)));

        assertThat(ends.values()).containsOnly(true);
    }

    private static boolean canReach(ScopePhase from, ScopePhase to) {
        return from == to
                || Arrays.stream(ScopePhase.values()).filter(from::canBecome).anyMatch(next -> canReach(next, to));
    }

    @Test
    void whatIsCountedStaysSo() {
        for (ScopePhase phase : ScopePhase.values()) {
            for (ScopePhase next : ScopePhase.values()) {
                if (phase.canBecome(next) && phase.isCounted()) {
                    assertThat(next.isCounted()).as("%s -> %s", phase, next).isTrue();
                }
            }
        }
    }
}
