package dev.aatomic.timeline.internal.page;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** Writes JSON that may stand in an HTML script element: nothing in it can end the element, or begin a comment. */
final class JsonWriter {

    private final Appendable out;

    /** For each open object or array, whether something is in it. */
    private final Deque<Boolean> filled = new ArrayDeque<>();

    private boolean afterKey;

    JsonWriter(Appendable out) {
        this.out = out;
    }

    JsonWriter beginObject() throws IOException {
        return begin('{');
    }

    JsonWriter endObject() throws IOException {
        return end('}');
    }

    JsonWriter beginArray() throws IOException {
        return begin('[');
    }

    JsonWriter endArray() throws IOException {
        return end(']');
    }

    JsonWriter key(String key) throws IOException {
        separate();
        quote(key);
        out.append(':');
        afterKey = true;
        return this;
    }

    JsonWriter value(@Nullable String text) throws IOException {
        separate();
        if (text == null) {
            out.append("null");
        } else {
            quote(text);
        }
        return this;
    }

    JsonWriter value(long number) throws IOException {
        separate();
        out.append(Long.toString(number));
        return this;
    }

    /** A key whose value is an array of numbers. */
    JsonWriter column(String key, int size, IntToLongFunction values) throws IOException {
        key(key).beginArray();
        for (int i = 0; i < size; i++) {
            value(values.applyAsLong(i));
        }
        return endArray();
    }

    private JsonWriter begin(char bracket) throws IOException {
        separate();
        out.append(bracket);
        filled.push(false);
        return this;
    }

    private JsonWriter end(char bracket) throws IOException {
        out.append(bracket);
        filled.pop();
        return this;
    }

    private void separate() throws IOException {
        if (afterKey) {
            afterKey = false;
        } else if (!filled.isEmpty()) {
            if (filled.pop()) {
                out.append(',');
            }
            filled.push(true);
        }
    }

    private void quote(String text) throws IOException {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~' || c == '<' || c == '>' || c == '&') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
