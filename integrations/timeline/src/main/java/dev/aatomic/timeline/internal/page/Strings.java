package dev.aatomic.timeline.internal.page;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Texts, each once: names repeat. */
final class Strings {

    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    /** The number of a text; -1 for none. */
    int number(@Nullable String text) {
        return text == null ? -1 : numbers.computeIfAbsent(text, t -> numbers.size());
    }

    /** The texts in the order of their numbers. */
    Set<String> all() {
        return numbers.keySet();
    }
}
