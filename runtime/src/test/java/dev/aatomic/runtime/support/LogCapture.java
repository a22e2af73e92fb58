package dev.aatomic.runtime.support;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What this library logs while it is open, as text. */
public final class LogCapture extends Handler implements AutoCloseable {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.aatomic");

    private final @Nullable Level usualLevel = logger.getLevel();

    public LogCapture() {
        logger.addHandler(this);
    }

    /** What is logged for whoever looks for a defect, too. */
    public static LogCapture withDetails() {
        LogCapture capture = new LogCapture();
        capture.logger.setLevel(Level.ALL);
        return capture;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public long count(String part) {
        return lines.stream().filter(line -> line.contains(part)).count();
    }

    @Override
    public void publish(LogRecord entry) {
        String text = entry.getParameters() == null
                ? entry.getMessage()
                : MessageFormat.format(entry.getMessage(), entry.getParameters());
        lines.add(entry.getThrown() == null ? text : text + " " + entry.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(usualLevel);
    }
}
