package dev.aatomic.timeline.internal.model;

import dev.aatomic.timeline.internal.recording.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of one block. */
final class BlockEvents {

    Event.@Nullable Transaction transaction;
    final List<Event.ConnectionWait> waits = new ArrayList<>();
    final List<Event.Step> steps = new ArrayList<>();
    final List<Event.Body> bodies = new ArrayList<>();
    final List<Event.NestedBlock> nested = new ArrayList<>();
    final List<Event.Hook> hooks = new ArrayList<>();

    void add(Event event) {
        if (event instanceof Event.Transaction whole) {
            transaction = whole;
        } else if (event instanceof Event.ConnectionWait wait) {
            waits.add(wait);
        } else if (event instanceof Event.Step step) {
            steps.add(step);
        } else if (event instanceof Event.Body body) {
            bodies.add(body);
        } else if (event instanceof Event.NestedBlock block) {
            nested.add(block);
        } else if (event instanceof Event.Hook hook) {
            hooks.add(hook);
        }
    }

    /** The last wait; there has to be one. */
    Event.ConnectionWait lastWait() {
        return waits.get(waits.size() - 1);
    }
}
