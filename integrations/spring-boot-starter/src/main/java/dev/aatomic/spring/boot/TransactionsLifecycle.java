package dev.aatomic.spring.boot;

import dev.aatomic.runtime.Transactions;
import org.springframework.context.SmartLifecycle;

/**
 * Drains the transactions as the application stops: new outermost blocks are refused, and the open ones waited for. That is after the web
 * server has stopped taking requests and finished those it had, and before it closes the connections over which the last answers go.
 */
final class TransactionsLifecycle implements SmartLifecycle {

    /** Between the web server's graceful shutdown, 1024 below the default, and its end, 2048 below. */
    static final int PHASE = DEFAULT_PHASE - 1536;

    private final Transactions transactions;
    private volatile boolean running;
    private volatile boolean draining;

    TransactionsLifecycle(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        draining = true;
        running = false;
        transactions.close();
    }

    /** Spring waits for the callback for as long as its phase may take. */
    @Override
    public void stop(Runnable callback) {
        draining = true;
        running = false;
        Thread closing = new Thread(
                () -> {
                    try {
                        transactions.close();
                    } finally {
                        callback.run();
                    }
                },
                "aatomic-shutdown");
        closing.start();
    }

    /** Whether new blocks are refused. */
    boolean isDraining() {
        return draining;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A context that is only paused, as tests do, goes on with the same transactions. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
