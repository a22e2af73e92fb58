package dev.aatomic.runtime.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aatomic.runtime.support.Race;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls of a lane's owner without the lane's lock, and another thread that takes the lane or stops the block. Each round has a lane. */
@Tag("rooms")
final class DriverCallsRacesTest {

    private final Race race = new Race();
    private final Dispatcher dispatcher = new Dispatcher(Runnable::run, 1, null);
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();

    /** What a round is about. Written between two rounds. */
    private Lane lane = new Lane(dispatcher);

    private RecordedScope root = new RecordedScope(lane, "root", List.of());

    private CallHold hold = CallHold.NONE;
    private boolean seen;

    private volatile boolean taken;

    @AfterEach
    void stop() {
        race.close();
    }

    /** On the thread that will make the calls. */
    private void open() {
        List<String> log = new CopyOnWriteArrayList<>();
        lane = new Lane(dispatcher);
        root = new RecordedScope(lane, "root", log);
        lane.prepare(root, false);
        lane.ownHere();
        Runnable opening;
        synchronized (lane) {
            opening = lane.poll(ThreadState.current());
        }
        ThreadState.current().runNested(opening);
    }

    private boolean takes() {
        synchronized (lane) {
            root.enqueue(new RecordedTask(root, "queued", new CopyOnWriteArrayList<>()));
            return LaneTakeover.takeIfStill(lane, lane.progress());
        }
    }

    @Test
    void laneIsNeverTakenDuringACall() {
        race.run(
                () -> {
                    taken = false;
                    open();
                },
                round -> {
                    ThreadState thread = ThreadState.current();
                    for (int i = 0; i < 4; i++) {
                        CallHold begun = DriverCalls.begin(lane, root, thread);
                        if (begun == CallHold.NONE) {
                            return;
                        }
                        Race.spin(round / 32 % 8);
                        if (taken) {
                            wrong.incrementAndGet();
                        }
                        if (begun == CallHold.OWNER) {
                            calls.incrementAndGet();
                        }
                        DriverCalls.end(lane, begun);
                    }
                },
                round -> {
                    if (takes()) {
                        taken = true;
                        others.incrementAndGet();
                    }
                },
                () -> calls.get() > 0 && others.get() > 0);

        assertThat(wrong).hasValue(0);
    }

    /** The thread that makes it is refused, or the other knows that there is something to stop. */
    @Test
    void callThatBeginsAsItsBlockIsStoppedIsSeenByOneOfTheTwo() {
        race.run(
                () -> {
                    if (hold != CallHold.NONE && !seen) {
                        wrong.incrementAndGet();
                    }
                    if (hold == CallHold.NONE) {
                        others.incrementAndGet();
                    } else {
                        calls.incrementAndGet();
                    }
                    open();
                },
                round -> hold = DriverCalls.begin(lane, root, ThreadState.current()),
                round -> {
                    synchronized (lane) {
                        root.moved(ScopePhase.STOPPING);
                        seen = lane.isPinned();
                    }
                },
                () -> calls.get() > 0 && others.get() > 1);

        assertThat(wrong).hasValue(0);
    }
}
