package dev.aatomic.processor.declaration;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * A duration in the unit in which it reads best.
 *
 * @param amount how many
 * @param unit of what: {@code NANOS}, {@code MILLIS}, {@code SECONDS}, {@code MINUTES} or {@code HOURS}
 */
public record DurationSetting(long amount, ChronoUnit unit) {

    /**
     * The duration, whatever its unit.
     *
     * @return the duration
     */
    public Duration toDuration() {
        return Duration.of(amount, unit);
    }
}
