package dev.aatomic.examples.micronautreactor;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** Stands for what is done once a transfer is certain. */
@Singleton
class Mails {

    private final AtomicLong sent = new AtomicLong();

    void send(Receipt receipt) {
        sent.incrementAndGet();
    }

    long sent() {
        return sent.get();
    }
}
