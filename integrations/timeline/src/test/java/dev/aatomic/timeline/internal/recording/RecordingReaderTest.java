package dev.aatomic.timeline.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.aatomic.timeline.internal.model.Block;
import dev.aatomic.timeline.internal.model.BlockAssembler;
import dev.aatomic.timeline.internal.model.Blocks;
import dev.aatomic.timeline.internal.model.Outcome;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.support.EventList;
import dev.aatomic.timeline.support.FlightFile;
import dev.aatomic.timeline.support.FlightReplay;
import dev.aatomic.timeline.support.GeneratedLoad;
import dev.aatomic.timeline.support.KnownBlocks;
import dev.aatomic.timeline.support.OldFlightEvents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder wrote is read again. */
class RecordingReaderTest {

    @TempDir
    private Path folder;

    @Test
    void readsEveryFieldOfEveryEvent() throws IOException {
        List<Event> recorded = KnownBlocks.list().events();

        List<Event> read = RecordingReader.read(List.of(FlightFile.write(folder.resolve("known.jfr"), recorded)));

        assertThat(read.stream().map(RecordingReaderTest::withoutTimes))
                .containsExactlyInAnyOrderElementsOf(
                        recorded.stream().map(RecordingReaderTest::withoutTimes).toList());
        assertThat(read).isSortedAccordingTo(Comparator.comparingLong(Event::start));
    }

    @Test
    void readsTenThousandBlocks() throws IOException {
        GeneratedLoad load = GeneratedLoad.of(42, 10_001, 5);
        Path file = FlightFile.write(folder.resolve("many.jfr"), load.events());

        Blocks blocks = BlockAssembler.assemble(RecordingReader.read(List.of(file)));

        Map<Long, Block> byId = blocks.all().stream().collect(Collectors.toMap(Block::id, Function.identity()));
        assertThat(byId).hasSize(10_001);
        long held = 0;
        long divided = 0;
        for (GeneratedLoad.Made made : load.made()) {
            Block block = byId.get(made.id());
            assertThat(block.name()).isEqualTo(made.name());
            assertThat(block.outcome()).isEqualTo(made.outcome());
            assertThat(block.connection()).isEqualTo(made.connection());
            assertThat(block.held()).isEqualTo(made.connection() >= 0);
            assertThat(block.hooks()).hasSize(made.hooks() ? 2 : 0);
            assertThat(block.total(PartKind.HELD)).isZero();
            held += block.returned() - block.connected();
            divided += block.total(PartKind.DATABASE) + block.total(PartKind.BODY) + block.total(PartKind.IDLE);
        }
        assertThat(divided).isEqualTo(held).isPositive();
    }

    @Test
    void readsTransactionsThatHaveNeitherIdNorConnection() throws IOException {
        Path file = folder.resolve("old.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(OldFlightEvents.Transaction.class);
            recording.start();
            OldFlightEvents.Transaction event = new OldFlightEvents.Transaction();
            event.begin();
            event.database = "default";
            event.name = "Old";
            event.outcome = "rolled back";
            event.attempt = 2;
            event.wait = 10;
            event.hold = 20;
            event.commit();
            recording.stop();
            recording.dump(file);
        }

        Blocks blocks = BlockAssembler.assemble(RecordingReader.read(List.of(file)));

        assertThat(blocks.all()).hasSize(1);
        Block block = blocks.all().get(0);
        assertThat(block.id()).isEqualTo(Event.NO_ID);
        assertThat(block.connection()).isEqualTo(Event.NOT_RECORDED);
        assertThat(block.outcome()).isEqualTo(Outcome.ROLLED_BACK);
        assertThat(block.attempt()).isEqualTo(2);
        assertThat(block.total(PartKind.WAITING)).isEqualTo(10);
        assertThat(block.total(PartKind.HELD)).isEqualTo(block.returned() - block.connected());
    }

    @Test
    void readsHowLateAConnectionWasAskedFor() throws IOException {
        List<Event> recorded = new EventList(1_000_000)
                .lateTransaction(1, "Late", "COMMITTED", 0, 0, 20, 30, 40)
                .transaction(2, "At once", "COMMITTED", 1, 0, 10, 40)
                .events();

        List<Event> read = RecordingReader.read(List.of(FlightFile.write(folder.resolve("late.jfr"), recorded)));

        assertThat(read)
                .extracting(Event::block, event -> ((Event.Transaction) event).delayNanos() > 0)
                .containsExactlyInAnyOrder(tuple(1L, true), tuple(2L, false));
    }

    @Test
    void takesRecordingsOfOneProcessTogether() throws IOException {
        Path first = folder.resolve("first.jfr");
        Path second = folder.resolve("second.jfr");
        List<Event> events = KnownBlocks.list().events();
        // Both run while the events are recorded, so both have them.
        FlightFile.record(
                first,
                () -> {
                    try {
                        FlightFile.record(second, () -> FlightReplay.replay(events), "jdk.JVMInformation");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "jdk.JVMInformation");

        assertThat(RecordingReader.read(List.of(first, second))).hasSize(events.size());
        assertThat(RecordingReader.read(List.of(first, second, first))).hasSize(events.size());
    }

    @Test
    void keepsRecordingsOfWhoKnowsWhichProcessApart() throws IOException {
        Path first =
                FlightFile.write(folder.resolve("first.jfr"), KnownBlocks.list().events());
        Path second = FlightFile.write(
                folder.resolve("second.jfr"), KnownBlocks.list().events());

        Blocks blocks = BlockAssembler.assemble(RecordingReader.read(List.of(first, second)));

        assertThat(blocks.processes()).containsExactly(first.toString(), second.toString());
        assertThat(blocks.all().stream().filter(block -> block.id() == 1)).hasSize(2);
    }

    /** All but the times, which are new, and the process, which events of the tests name otherwise. */
    private static Map<String, String> withoutTimes(Event event) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("type", event.getClass().getSimpleName());
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            if (!List.of("process", "start", "end", "delayNanos", "waitNanos", "holdNanos")
                    .contains(component.getName())) {
                try {
                    fields.put(
                            component.getName(),
                            String.valueOf(component.getAccessor().invoke(event)));
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return fields;
    }
}
