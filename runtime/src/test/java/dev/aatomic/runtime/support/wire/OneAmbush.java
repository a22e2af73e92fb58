package dev.aatomic.runtime.support.wire;

import dev.aatomic.testing.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Hurts one moment: the first, or a later one of its kind. */
public final class OneAmbush implements Ambush {

    private final Moment moment;
    private final Way way;
    private final Phase phase;
    private final Injury injury;
    private final AtomicInteger left;
    private final CountDownLatch struck = new CountDownLatch(1);

    /** An ambush before it. */
    public OneAmbush(Moment moment, int number, Way way, Injury injury) {
        this(moment, number, way, Phase.BEFORE, injury);
    }

    /**
     * An ambush.
     *
     * @param number which of that kind, from 1
     */
    public OneAmbush(Moment moment, int number, Way way, Phase phase, Injury injury) {
        this.moment = moment;
        this.way = way;
        this.phase = phase;
        this.injury = injury;
        this.left = new AtomicInteger(number);
    }

    @Override
    public Injury strike(Moment passing, Way direction, Phase reached) {
        if (passing != moment || direction != way || reached != phase || left.decrementAndGet() != 0) {
            return null;
        }
        struck.countDown();
        return injury;
    }

    public boolean hasStruck() {
        return struck.getCount() == 0;
    }

    /** Whether it has struck, or is just doing so. */
    boolean strikesSoon() {
        try {
            return struck.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    public void awaitStruck() {
        Await.latch(struck);
    }
}
