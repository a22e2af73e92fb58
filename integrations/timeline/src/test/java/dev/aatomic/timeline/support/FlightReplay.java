package dev.aatomic.timeline.support;

import dev.aatomic.timeline.internal.recording.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records events by the flight recorder itself, each beginning and ending in the order in which it is to, as fast as that goes: the
 * times are new, the order and the rest are not.
 */
public final class FlightReplay {

    private record Action(long at, int order, Runnable what) {}

    /** When a block was opened, asked for its connection and got it, by the clock that the engine measures with. */
    private static final class Measured {
        private long opened;
        private long asked;
        private long connected;
    }

    private final List<Action> actions = new ArrayList<>();

    private FlightReplay() {}

    /** Records events, while a recording runs. */
    public static void replay(List<Event> events) {
        FlightReplay replay = new FlightReplay();
        Map<Event, Measured> measured = new HashMap<>();
        events.forEach(event -> replay.add(event, measured));
        replay.actions.sort(Comparator.comparingLong(Action::at).thenComparingInt(Action::order));
        replay.actions.forEach(action -> action.what().run());
    }

    private void add(Event event, Map<Event, Measured> measured) {
        if (event instanceof Event.Transaction transaction) {
            add(transaction, measured.computeIfAbsent(event, e -> new Measured()));
        } else if (event instanceof Event.ConnectionWait wait) {
            FlightEvents.ConnectionWait flight = new FlightEvents.ConnectionWait();
            flight.block = wait.block();
            flight.database = wait.database();
            flight.name = wait.name();
            flight.outcome = wait.outcome();
            between(event, flight);
        } else if (event instanceof Event.Step step) {
            FlightEvents.Step flight = new FlightEvents.Step();
            flight.block = step.block();
            flight.database = step.database();
            flight.operation = step.operation();
            flight.failed = step.failed();
            flight.sql = step.sql();
            between(event, flight);
        } else if (event instanceof Event.Body body) {
            FlightEvents.Body flight = new FlightEvents.Body();
            flight.block = body.block();
            flight.name = body.name();
            between(event, flight);
        } else if (event instanceof Event.NestedBlock nested) {
            FlightEvents.NestedBlock flight = new FlightEvents.NestedBlock();
            flight.block = nested.block();
            flight.name = nested.name();
            flight.depth = nested.depth();
            flight.savepoint = nested.savepoint();
            flight.outcome = nested.outcome();
            between(event, flight);
        } else if (event instanceof Event.Hook hook) {
            FlightEvents.Hook flight = new FlightEvents.Hook();
            flight.block = hook.block();
            flight.name = hook.name();
            flight.kind = hook.kind();
            flight.hook = hook.hook();
            flight.failed = hook.failed();
            between(event, flight);
        }
    }

    private void add(Event.Transaction transaction, Measured measured) {
        FlightEvents.Transaction flight = new FlightEvents.Transaction();
        flight.block = transaction.block();
        flight.database = transaction.database();
        flight.name = transaction.name();
        flight.outcome = transaction.outcome();
        flight.attempt = transaction.attempt();
        flight.connection = transaction.connection();
        actions.add(new Action(transaction.start(), 0, () -> {
            flight.begin();
            measured.opened = System.nanoTime();
            measured.asked = measured.opened;
        }));
        long asked = transaction.start() + transaction.delayNanos();
        if (transaction.delayNanos() > 0) {
            actions.add(new Action(asked, 0, () -> measured.asked = System.nanoTime()));
        }
        actions.add(new Action(asked + transaction.waitNanos(), 2, () -> measured.connected = System.nanoTime()));
        actions.add(new Action(transaction.end(), 4, () -> {
            flight.delay = measured.asked - measured.opened;
            flight.wait = measured.connected - measured.asked;
            flight.hold = transaction.holdNanos() == 0 ? 0 : System.nanoTime() - measured.connected;
            flight.end();
            flight.commit();
        }));
    }

    private void between(Event event, jdk.jfr.Event flight) {
        actions.add(new Action(event.start(), 3, flight::begin));
        actions.add(new Action(event.end(), 1, () -> {
            flight.end();
            flight.commit();
        }));
    }
}
