package dev.aatomic.timeline.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the time of a block is divided. */
class PartsTest {

    /** The connection is held from 100 to 200. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            steps and code with idle between | 100-120 150-160 | 120-130 |                 |   0 | DATABASE 20 BODY 10 IDLE 20 DATABASE 10 IDLE 40
            a call within code               | 120-130         | 110-190 |                 |   0 | IDLE 10 BODY 10 DATABASE 10 BODY 60 IDLE 10
            a hook that holds                | 100-110         | 120-150 | 110-130         |   0 | DATABASE 10 HOOK 20 BODY 20 IDLE 50
            steps at once                    | 100-150 140-200 |         |                 |   0 | DATABASE 100
            steps that touch                 | 100-150 150-200 |         |                 |   0 | DATABASE 100
            the same step twice              | 110-120 110-120 |         |                 |   0 | IDLE 10 DATABASE 10 IDLE 80
            clocks that differ               | 95-105 195-210  |         |                 |   0 | DATABASE 5 IDLE 90 DATABASE 5
            a step of no length              | 150-150         |         |                 |   0 | IDLE 100
            steps outside                    | 20-50 250-260   |         |                 |   0 | IDLE 100
            nothing recorded                 |                 |         |                 |   0 | HELD 100
            only a hook recorded             |                 |         | 110-120         |   0 | HELD 10 HOOK 10 HELD 80
            a recording that begins within   | 150-160         |         |                 | 140 | HELD 40 IDLE 10 DATABASE 10 IDLE 40
            a step as the recording begins   | 130-150         |         |                 | 140 | HELD 30 DATABASE 20 IDLE 50
            a recording that begins after    | 150-160         |         |                 | 300 | HELD 50 DATABASE 10 HELD 40
            """)
    void dividesTheTimeOfAConnection(
            String name, String database, String body, String hooks, long recordedFrom, String expected) {
        List<Part> parts = Parts.held(
                new Interval(100, 200),
                intervals(database),
                intervals(body),
                intervals(hooks),
                new Interval(recordedFrom, Long.MAX_VALUE));

        assertThat(text(parts)).isEqualTo(expected);
        assertThat(parts.get(0).start()).isEqualTo(100);
        assertThat(parts.get(parts.size() - 1).end()).isEqualTo(200);
        for (int i = 1; i < parts.size(); i++) {
            assertThat(parts.get(i).start()).isEqualTo(parts.get(i - 1).end());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "", textBlock = """
            one                 | 110-120                 | 110-120
            several at once     | 110-140 120-130 135-150 | 110-150
            out of order        | 150-160 110-120         | 110-120 150-160
            that touch          | 110-120 120-130         | 110-130
            while it still held | 80-90 95-110            | 100-110
            """)
    void joinsHooksAfterTheReturn(String name, String hooks, String expected) {
        List<Part> parts = Parts.afterwards(100, intervals(hooks));

        assertThat(parts.stream().map(part -> part.start() + "-" + part.end()).collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"100, 100", "100, 90"})
    void hasNoPartWhereNothingWasHeld(long from, long to) {
        assertThat(Parts.held(new Interval(from, to), intervals("90-110"), List.of(), List.of(), new Interval(0, 300)))
                .isEmpty();
    }

    @Test
    void whatIsDoneAsTheRecordingEndsIsNotKnown() {
        List<Part> parts =
                Parts.held(new Interval(100, 200), intervals("110-120"), List.of(), List.of(), new Interval(0, 120));

        assertThat(text(parts)).isEqualTo("IDLE 10 DATABASE 10 HELD 80");
    }

    private static List<Interval> intervals(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        return Arrays.stream(text.split(" "))
                .map(interval -> interval.split("-"))
                .map(ends -> new Interval(Long.parseLong(ends[0]), Long.parseLong(ends[1])))
                .toList();
    }

    private static String text(List<Part> parts) {
        return parts.stream().map(part -> part.kind() + " " + part.nanos()).collect(Collectors.joining(" "));
    }
}
