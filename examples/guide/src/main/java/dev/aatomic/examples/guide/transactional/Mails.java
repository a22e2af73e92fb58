package dev.aatomic.examples.guide.transactional;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Writes down the mails that would be sent. */
class Mails {

    private final List<Long> sent = new CopyOnWriteArrayList<>();

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    public void listen(OrderPlaced event) {
        placed(event.order());
    }

    void placed(long order) {
        sent.add(order);
    }

    /** The orders of which mails were sent. */
    List<Long> sent() {
        return List.copyOf(sent);
    }
}
