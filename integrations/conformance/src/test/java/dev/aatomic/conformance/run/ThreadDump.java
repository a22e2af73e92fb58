package dev.aatomic.conformance.run;

import java.util.Map;
import java.util.TreeMap;

/** What every thread is doing. */
final class ThreadDump {

    private ThreadDump() {}

    static String take() {
        Map<String, StringBuilder> threads = new TreeMap<>();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            StringBuilder text = threads.computeIfAbsent(thread.getName(), name -> new StringBuilder());
            text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
            for (StackTraceElement frame : frames) {
                text.append("\n    at ").append(frame);
            }
            text.append('\n');
        });
        return String.join("\n", threads.values());
    }
}
