package dev.aatomic.timeline.support;

import java.util.PriorityQueue;
import java.util.Random;

/**
 * A pool of five, and one block that starves it: it updates a row, then calls a mail server and holds the row's lock meanwhile. Four
 * others wait for the lock in the database, and whoever comes has no connection. In microseconds; the documentation shows its picture.
 */
public final class StarvedPool {

    private static final int CONNECTIONS = 5;
    private static final long LOCKED_FROM = 205_000;
    private static final long LOCKED_TO = 690_000;
    private static final long CULPRIT = 24;

    private final EventList list = new EventList(1_000);
    private final Random random = new Random(5);
    private final long[] freeAt = new long[CONNECTIONS];
    private int wantTheRow;

    private StarvedPool() {}

    public static EventList list() {
        StarvedPool pool = new StarvedPool();
        PriorityQueue<Long> openings = new PriorityQueue<>();
        for (int i = 0; i < 110; i++) {
            openings.add(i * 9_000L + pool.random.nextInt(7_000));
        }
        for (long id = 1; !openings.isEmpty(); id++) {
            pool.block(id, openings.remove());
        }
        return pool.list;
    }

    private void block(long id, long opened) {
        int connection = 0;
        for (int i = 1; i < CONNECTIONS; i++) {
            if (freeAt[i] < freeAt[connection]) {
                connection = i;
            }
        }
        long connected = Math.max(opened + 30, freeAt[connection] + 40);
        boolean culprit = id == CULPRIT;
        boolean locked = connected > LOCKED_FROM && connected < LOCKED_TO;
        boolean wantsTheRow = !culprit && locked && wantTheRow < CONNECTIONS - 1 && wantTheRow++ >= 0;
        String name = culprit ? "Invoices.send" : wantsTheRow || id % 3 == 0 ? "Accounts.transfer" : "Orders.place";
        list.connectionWait(id, name, "GRANTED", opened, connected);
        long now = step(id, "begin", connected, 600);
        now = code(id, name, now);
        if (culprit) {
            now = step(id, "step", now, 4_000);
            now = code(id, name, now);
            // Until the mail server has answered.
            now = code(id, name, LOCKED_TO);
        } else {
            now = wantsTheRow
                    ? step(id, "step", now, LOCKED_TO + 4_000 + 2_000L * wantTheRow - now)
                    : step(id, "step", now, 6_000);
            now = code(id, name, now);
            now = step(id, "step", now + random.nextInt(1_500), 5_000);
        }
        boolean fails = !culprit && random.nextInt(9) == 0;
        now = step(id, fails ? "rollback" : "commit", now + random.nextInt(900), 2_500);
        freeAt[connection] = now;
        list.transaction(id, name, fails ? "ROLLED_BACK" : "COMMITTED", connection, opened, connected, now);
        if (!fails && id % 3 == 1) {
            list.hook(id, "onCommit", "Notifier", false, now + 50, now + 50 + 3_000 + random.nextInt(9_000));
        }
    }

    private long step(long id, String operation, long from, long usual) {
        long to = from + usual + random.nextInt(1_500);
        list.step(id, operation, from, to);
        return to;
    }

    private long code(long id, String name, long from) {
        long to = from + 400 + random.nextInt(2_500);
        list.body(id, name, from, to);
        return to;
    }
}
