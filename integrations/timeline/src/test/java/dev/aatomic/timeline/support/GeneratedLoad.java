package dev.aatomic.timeline.support;

import dev.aatomic.timeline.internal.model.Outcome;
import dev.aatomic.timeline.internal.model.PartKind;
import dev.aatomic.timeline.internal.recording.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random load on a pool: the events of each block, out of order, and what the generator knows of it because it made it so. It adds
 * up the parts as it makes them, and knows nothing of how they are found again.
 */
public final class GeneratedLoad {

    private static final List<String> NAMES = List.of(
            "Accounts.transfer", "Accounts.totals", "Orders.place", "Orders.cancel", "Reports.daily", "Users.signUp");

    /** What the generator knows of a block. */
    public record Made(
            long id, String name, Outcome outcome, int connection, boolean hooks, Map<PartKind, Long> nanos) {

        public boolean waited() {
            return nanos(PartKind.WAITING) > 0;
        }

        public long nanos(PartKind kind) {
            return nanos.getOrDefault(kind, 0L);
        }
    }

    private final Random random;
    private final EventList list = new EventList(1);
    private final List<Made> made = new ArrayList<>();
    private final long[] freeAt;

    // Of the block in the making:
    private Map<PartKind, Long> nanos = new EnumMap<>(PartKind.class);
    private long id;
    private String name = "";
    private long now;

    private GeneratedLoad(long seed, int connections) {
        this.random = new Random(seed);
        this.freeAt = new long[connections];
    }

    /** Makes so many blocks on so many connections. */
    public static GeneratedLoad of(long seed, int blocks, int connections) {
        GeneratedLoad load = new GeneratedLoad(seed, connections);
        long opened = 0;
        for (int i = 0; i < blocks; i++) {
            load.block(i + 1, opened);
            // A little less than the pool can do, with lulls.
            opened += i % 997 == 0 ? 60_000_000 : load.between(200_000, 2_600_000);
        }
        return load;
    }

    public List<Event> events() {
        List<Event> shuffled = new ArrayList<>(list.events());
        Collections.shuffle(shuffled, new Random(1));
        return shuffled;
    }

    public List<Made> made() {
        return made;
    }

    public long total(PartKind kind) {
        return made.stream().mapToLong(block -> block.nanos(kind)).sum();
    }

    private void block(long newId, long opened) {
        nanos = new EnumMap<>(PartKind.class);
        id = newId;
        name = NAMES.get(random.nextInt(NAMES.size()));
        int connection = 0;
        for (int i = 1; i < freeAt.length; i++) {
            if (freeAt[i] < freeAt[connection]) {
                connection = i;
            }
        }
        long connected = Math.max(opened + between(500, 3_000), freeAt[connection]);
        if (random.nextInt(60) == 0) {
            giveUp(opened, connected);
            return;
        }
        // Who gets one at once, or nearly so, has no event of a wait; the first has to connect.
        if (freeAt[connection] > opened || id == 1) {
            nanos.put(PartKind.WAITING, connected - opened);
            list.connectionWait(id, name, "GRANTED", opened, connected);
        }
        now = connected;
        step("begin");
        int rounds = 1 + random.nextInt(5);
        long nestedFrom = now;
        for (int i = 0; i < rounds; i++) {
            if (random.nextBoolean()) {
                codeAroundStep();
            } else {
                code();
                step("step");
            }
            pause();
        }
        Outcome outcome = random.nextInt(12) == 0
                ? Outcome.ROLLED_BACK
                : random.nextInt(400) == 0 ? Outcome.UNKNOWN : Outcome.COMMITTED;
        if (random.nextInt(3) == 0) {
            list.nested(id, name + " nested", 1, true, outcome.name(), nestedFrom, now);
        }
        step(outcome == Outcome.ROLLED_BACK ? "rollback" : "commit");
        freeAt[connection] = now + 1;
        list.transaction(id, name, outcome.name(), connection, opened, connected, now);
        boolean hooks = outcome == Outcome.COMMITTED && random.nextInt(4) == 0;
        if (hooks) {
            long from = now + between(1, 40_000);
            long to = from + between(50_000, 700_000);
            list.hook(id, "onCommit", "Notifier", false, from, to);
            // The second is within the first, and so adds nothing.
            list.hook(id, "onCommitAsync", "Mailer", true, from + (to - from) / 4, to - (to - from) / 4);
            add(PartKind.HOOK, to - from);
        }
        made.add(new Made(id, name, outcome, connection, hooks, nanos));
    }

    private void giveUp(long opened, long at) {
        nanos.put(PartKind.WAITING, at - opened);
        list.connectionWait(id, name, "TIMED_OUT", opened, at);
        list.transaction(id, name, "ROLLED_BACK", Event.NOT_OF_POOL, opened, at, at);
        made.add(new Made(id, name, Outcome.ROLLED_BACK, Event.NOT_OF_POOL, false, nanos));
    }

    private void step(String operation) {
        long duration = between(20_000, 900_000);
        list.step(id, operation, now, now + duration);
        add(PartKind.DATABASE, duration);
        now += duration;
    }

    private void code() {
        long duration = between(5_000, 400_000);
        list.body(id, name, now, now + duration);
        add(PartKind.BODY, duration);
        now += duration;
    }

    /** Blocking code: the call of the database is within it. */
    private void codeAroundStep() {
        long before = between(5_000, 100_000);
        long inside = between(20_000, 900_000);
        long after = between(5_000, 100_000);
        list.body(id, name, now, now + before + inside + after);
        list.step(id, "statement", now + before, now + before + inside);
        add(PartKind.BODY, before + after);
        add(PartKind.DATABASE, inside);
        now += before + inside + after;
    }

    private void pause() {
        long duration = random.nextInt(150) == 0 ? between(10_000_000, 80_000_000) : between(1_000, 600_000);
        add(PartKind.IDLE, duration);
        now += duration;
    }

    private void add(PartKind kind, long duration) {
        nanos.merge(kind, duration, Long::sum);
    }

    private long between(long least, long most) {
        return least + (long) (random.nextDouble() * (most - least));
    }
}
