package dev.aatomic.runtime.support.wire;

import dev.aatomic.runtime.support.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Hurts one moment: the first, or a later one of its kind. */
public final class OneAmbush implements Ambush {

    private final Moment moment;
    private final Way way;
    private final Injury injury;
    private final AtomicInteger left;
    private final CountDownLatch struck = new CountDownLatch(1);

    /**
     * An ambush.
     *
     * @param number which of that kind, from 1
     */
    public OneAmbush(Moment moment, int number, Way way, Injury injury) {
        this.moment = moment;
        this.way = way;
        this.injury = injury;
        this.left = new AtomicInteger(number);
    }

    @Override
    public Injury strike(Moment passing, Way direction) {
        if (passing != moment || direction != way || left.decrementAndGet() != 0) {
            return null;
        }
        struck.countDown();
        return injury;
    }

    public boolean hasStruck() {
        return struck.getCount() == 0;
    }

    public void awaitStruck() {
        Await.latch(struck);
    }
}
