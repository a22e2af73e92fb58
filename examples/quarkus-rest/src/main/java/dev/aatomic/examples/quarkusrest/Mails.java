package dev.aatomic.examples.quarkusrest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;

/** Stands for what is done once a transfer is certain. */
@ApplicationScoped
class Mails {

    private final AtomicLong sent = new AtomicLong();

    void send(Receipt receipt) {
        sent.incrementAndGet();
    }

    long sent() {
        return sent.get();
    }
}
