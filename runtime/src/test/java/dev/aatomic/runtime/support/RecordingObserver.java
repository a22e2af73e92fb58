package dev.aatomic.runtime.support;

import dev.aatomic.runtime.Outcome;
import dev.aatomic.runtime.spi.BlockObservation;
import dev.aatomic.runtime.spi.BlockObserver;
import dev.aatomic.runtime.spi.OpenedBlock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** An observer that remembers what it was told of each block, and what was current where the block was opened. */
public final class RecordingObserver implements BlockObserver {

    /** What is current on a thread: an observation, or something of the user's; null for nothing. */
    public static final ThreadLocal<@Nullable Object> CURRENT = new ThreadLocal<>();

    /** What observes one block. */
    public static final class Seen implements BlockObservation {

        private final OpenedBlock block;
        private final @Nullable Object parent = CURRENT.get();
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private volatile @Nullable Throwable failure;

        private Seen(OpenedBlock block) {
            this.block = block;
        }

        public OpenedBlock block() {
            return block;
        }

        /** What was current on the thread that opened it. */
        public @Nullable Object parent() {
            return parent;
        }

        public List<String> calls() {
            return List.copyOf(calls);
        }

        public @Nullable Throwable failure() {
            return failure;
        }

        @Override
        public Current makeCurrent() {
            Object before = CURRENT.get();
            CURRENT.set(this);
            return () -> CURRENT.set(before);
        }

        @Override
        public void waiting() {
            calls.add("waiting");
        }

        @Override
        public void began() {
            calls.add("began");
        }

        @Override
        public void ended(Outcome outcome, @Nullable Throwable thrown) {
            failure = thrown;
            calls.add(outcome.toString());
        }

        @Override
        public String toString() {
            return block.name();
        }
    }

    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    @Override
    public BlockObservation opened(OpenedBlock block) {
        Seen opened = new Seen(block);
        seen.add(opened);
        return opened;
    }

    public List<Seen> all() {
        return List.copyOf(seen);
    }

    /** The only one of that name. */
    public Seen only(String name) {
        List<Seen> found =
                seen.stream().filter(each -> each.block.name().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError("Expected one block '" + name + "' in " + seen);
        }
        return found.get(0);
    }

    /** What is current here, as text. */
    public static String current() {
        return String.valueOf(CURRENT.get());
    }
}
