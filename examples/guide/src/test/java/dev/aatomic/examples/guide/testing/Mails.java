package dev.aatomic.examples.guide.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A list instead of a server. */
final class Mails {

    private final List<String> sent = new CopyOnWriteArrayList<>();

    void send(String text) {
        sent.add(text);
    }

    List<String> sent() {
        return List.copyOf(sent);
    }
}
