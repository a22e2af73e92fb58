package dev.aatomic.timeline.support;

import dev.aatomic.timeline.internal.recording.Event;

/** A few blocks, of each kind one, in milliseconds. */
public final class KnownBlocks {

    public static final String EVIL = "</script><img src=x onerror=window.broken=1><!--";
    public static final String SQL = "update account set balance = balance - ? where id = ?";

    private KnownBlocks() {}

    public static EventList list() {
        EventList list = new EventList(1_000_000);
        // On connection 0: a step, code, idle, COMMIT; a nested block and a hook.
        list.connectionWait(1, "Accounts.transfer", "GRANTED", 0, 10)
                .step(1, "step", SQL, 10, 40)
                .body(1, "Accounts.transfer", 40, 60)
                .step(1, "commit", 80, 100)
                .nested(1, "Rewards.add", 1, true, "COMMITTED", 12, 58)
                .nested(1, "Rewards.audit", 2, true, "ROLLED_BACK", 20, 38)
                .hook(1, "onCommit", "Notifier", false, 105, 130)
                .transaction(1, "Accounts.transfer", "COMMITTED", 0, 0, 10, 100);
        // On connection 1: idle for long, and rolled back.
        list.step(2, "step", 20, 30)
                .body(2, "Reports.monthly", 30, 35)
                .step(2, "rollback", 170, 180)
                .transaction(2, "Reports.monthly", "ROLLED_BACK", 1, 20, 20, 180);
        // Waits for connection 0, and its COMMIT gets no answer.
        list.connectionWait(3, "Orders.place", "GRANTED", 50, 100)
                .step(3, "step", 100, 150)
                .step(3, "commit", 150, 190)
                .transaction(3, "Orders.place", "unknown", 0, 50, 100, 190);
        // Gets no connection.
        list.connectionWait(4, EVIL, "TIMED_OUT", 60, 160)
                .transaction(4, EVIL, "rolled back", Event.NOT_OF_POOL, 60, 160, 160);
        // Has not ended as the recording does.
        list.connectionWait(5, "Jobs.run", "GRANTED", 110, 120).step(5, "step", 120, 140);
        // Nothing else is recorded of it, and neither its id nor its connection.
        list.transaction(Event.NO_ID, "Old.block", "committed", Event.NOT_RECORDED, 60, 65, 95);
        return list;
    }
}
