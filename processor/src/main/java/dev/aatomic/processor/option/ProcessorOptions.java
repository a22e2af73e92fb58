package dev.aatomic.processor.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The options of a compilation, read once.
 *
 * @param verbose whether to print a note for every class written
 * @param invalid the values that no option has
 */
public record ProcessorOptions(boolean verbose, List<InvalidValue> invalid) {

    /** Keeps a copy of the list. */
    public ProcessorOptions {
        invalid = List.copyOf(invalid);
    }

    /**
     * A value that its option does not have.
     *
     * @param option the option
     * @param value what was found
     * @param expected what may be there
     */
    public record InvalidValue(ProcessorOption option, String value, String expected) {}

    /**
     * Reads the options.
     *
     * @param raw what the compiler passes on; {@code -Akey} without a value is null
     * @return the options; the default in place of an invalid value
     */
    public static ProcessorOptions of(Map<String, String> raw) {
        List<InvalidValue> invalid = new ArrayList<>();
        return new ProcessorOptions(flag(raw, ProcessorOption.VERBOSE, invalid), invalid);
    }

    private static boolean flag(Map<String, String> raw, ProcessorOption option, List<InvalidValue> invalid) {
        if (!raw.containsKey(option.key())) {
            return false;
        }
        String value = raw.get(option.key());
        if (value == null || value.equals("true")) {
            return true;
        }
        if (!value.equals("false")) {
            invalid.add(new InvalidValue(option, value, "true, false"));
        }
        return false;
    }
}
