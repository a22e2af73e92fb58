package dev.aatomic.processor.read;

import dev.aatomic.processor.declaration.DurationSetting;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}, or ISO-8601. */
public final class DurationText {

    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(-?[0-9]+)(ms|s|m|h)");

    private DurationText() {}

    /**
     * Reads a duration.
     *
     * @param text the text
     * @return the duration: in the unit of the text; where that is ISO-8601, in the largest that needs no fraction
     * @throws DateTimeParseException if it is no duration
     * @throws ArithmeticException if it has more nanoseconds than a long
     */
    public static DurationSetting parse(String text) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches()) {
            return inLargestUnit(parseIso(text));
        }
        ChronoUnit unit = unit(matcher.group(2));
        return new DurationSetting(amount(matcher.group(1), unit), unit);
    }

    /** The number, which fits in nanoseconds too: the runtime counts in those. */
    private static long amount(String digits, ChronoUnit unit) {
        long size = unit.getDuration().toNanos();
        return new BigInteger(digits).multiply(BigInteger.valueOf(size)).longValueExact() / size;
    }

    private static ChronoUnit unit(String text) {
        return switch (text) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            default -> ChronoUnit.HOURS;
        };
    }

    private static Duration parseIso(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException failure) {
            if (failure.getCause() instanceof ArithmeticException tooLong) {
                throw tooLong;
            }
            throw failure;
        }
    }

    private static DurationSetting inLargestUnit(Duration duration) {
        long nanos = duration.toNanos();
        for (ChronoUnit unit :
                new ChronoUnit[] {ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS, ChronoUnit.MILLIS}) {
            long size = unit.getDuration().toNanos();
            if (nanos % size == 0) {
                return new DurationSetting(nanos / size, unit);
            }
        }
        return new DurationSetting(nanos, ChronoUnit.NANOS);
    }
}
