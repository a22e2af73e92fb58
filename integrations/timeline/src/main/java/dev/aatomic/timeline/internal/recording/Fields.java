package dev.aatomic.timeline.internal.recording;

import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** The fields of an event, any of which a recording of another version may lack. */
record Fields(RecordedEvent event) {

    String text(String name) {
        String text = optionalText(name);
        return text == null ? "" : text;
    }

    @Nullable
    String optionalText(String name) {
        return event.hasField(name) && event.getValue(name) instanceof String text ? text : null;
    }

    long integer(String name, long otherwise) {
        return event.hasField(name) && event.getValue(name) instanceof Number number ? number.longValue() : otherwise;
    }

    boolean flag(String name) {
        return event.hasField(name) && event.getValue(name) instanceof Boolean flag && flag;
    }

    long nanos(String name) {
        return event.hasField(name) ? Math.max(0, event.getDuration(name).toNanos()) : 0;
    }
}
