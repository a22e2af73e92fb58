package dev.aatomic.runtime.support.wire;

import dev.aatomic.testing.Await;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A network on a bad day: injuries at random, and now and then it heals. On the same seed the same decisions are made one after another,
 * whoever they hit.
 */
public final class HurtWire implements Ambush, AutoCloseable {

    private static final int LEAST_HEALING_MILLIS = 200;
    private static final int MORE_HEALING_MILLIS = 1300;

    private final WireProxy proxy;
    private final Random decisions;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread healer;

    public HurtWire(WireProxy proxy, long seed) {
        this.proxy = proxy;
        this.decisions = new Random(seed);
        Random pauses = new Random(seed + 1);
        healer = new Thread(() -> heal(pauses), "healer");
        healer.setDaemon(true);
        healer.start();
        proxy.ambush(this);
    }

    private void heal(Random pauses) {
        try {
            while (!over.await(LEAST_HEALING_MILLIS + pauses.nextInt(MORE_HEALING_MILLIS), TimeUnit.MILLISECONDS)) {
                proxy.heal();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("Interrupted", e);
        }
    }

    @Override
    public synchronized Injury strike(Moment moment, Way way, Phase phase) {
        int dice = decisions.nextInt(7500);
        if (moment == Moment.CANCEL) {
            // They are few.
            dice /= 50;
        }
        if (dice < 2) {
            return Injury.SWALLOW;
        }
        if (dice < 4) {
            return Injury.SWALLOW_ONE_WAY;
        }
        if (dice < 12) {
            return Injury.CUT;
        }
        if (dice < 18) {
            return Injury.HALF_CLOSE;
        }
        if (dice < 36) {
            return Injury.DELAY;
        }
        if (dice < 42) {
            return Injury.SPLIT;
        }
        return dice == 42 ? Injury.DARK : null;
    }

    /** Lets the network be. */
    @Override
    public void close() {
        proxy.ambush(NOTHING);
        over.countDown();
        Await.until("the healer is done", () -> !healer.isAlive());
        proxy.heal();
    }
}
