package dev.aatomic.examples.moving;

import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Writes a notice in the transaction of the order. */
@Component
class NoticeListener {

    private final Notices notices;

    NoticeListener(Notices notices) {
        this.notices = notices;
    }

    @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
    public void placed(OrderPlaced event) {
        notices.save(new Notice(event.product()));
    }
}
