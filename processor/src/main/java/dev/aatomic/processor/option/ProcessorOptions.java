package dev.aatomic.processor.option;

import dev.aatomic.processor.declaration.ComponentModelName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a compilation, read once.
 *
 * @param verbose whether to print a note for every class written
 * @param databases the names of all databases; empty if any name will do
 * @param componentModel the container that generated classes are beans of; empty if the option does not say
 * @param adaptedBy the classes whose adapters hold for all types, by name
 * @param invalid the values that no option has
 * @param unknown the names that begin like ours and that no option has
 */
public record ProcessorOptions(
        boolean verbose,
        List<String> databases,
        Optional<ComponentModelName> componentModel,
        List<String> adaptedBy,
        List<InvalidValue> invalid,
        List<String> unknown) {

    /** Keeps copies of the lists. */
    public ProcessorOptions {
        databases = List.copyOf(databases);
        adaptedBy = List.copyOf(adaptedBy);
        invalid = List.copyOf(invalid);
        unknown = List.copyOf(unknown);
    }

    /**
     * A value that its option does not have.
     *
     * @param option the option
     * @param value what was found
     * @param expected what may be there, in words
     * @param values the values that may be there; empty if they cannot be listed
     */
    public record InvalidValue(ProcessorOption option, String value, String expected, List<String> values) {

        /** Keeps a copy of the list. */
        public InvalidValue {
            values = List.copyOf(values);
        }
    }

    /**
     * Reads the options.
     *
     * @param raw what the compiler passes on; {@code -Akey} without a value is null
     * @return the options; the default in place of an invalid value
     */
    public static ProcessorOptions of(Map<String, String> raw) {
        List<InvalidValue> invalid = new ArrayList<>();
        boolean verbose = flag(raw, ProcessorOption.VERBOSE, invalid);
        List<String> databases = names(raw, ProcessorOption.DATABASES, "default,billing", invalid);
        List<String> adaptedBy = names(raw, ProcessorOption.ADAPTED_BY, "com.acme.FutureBlocks", invalid);
        Optional<ComponentModelName> componentModel = componentModel(raw, invalid);
        List<String> known = Arrays.stream(ProcessorOption.values())
                .map(ProcessorOption::key)
                .toList();
        List<String> unknown = raw.keySet().stream()
                .filter(key -> key.startsWith(ProcessorOption.PREFIX) && !known.contains(key))
                .sorted()
                .toList();
        return new ProcessorOptions(verbose, databases, componentModel, adaptedBy, invalid, unknown);
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
            invalid.add(new InvalidValue(option, value, "one of: true, false", List.of("true", "false")));
        }
        return false;
    }

    private static Optional<ComponentModelName> componentModel(Map<String, String> raw, List<InvalidValue> invalid) {
        ProcessorOption option = ProcessorOption.COMPONENT_MODEL;
        if (!raw.containsKey(option.key())) {
            return Optional.empty();
        }
        String value = raw.get(option.key()) == null ? "" : raw.get(option.key());
        Optional<ComponentModelName> name = ComponentModelName.find(value);
        if (name.isEmpty()) {
            List<String> keys = ComponentModelName.keys();
            invalid.add(new InvalidValue(option, value, "one of: " + String.join(", ", keys), keys));
        }
        return name;
    }

    private static List<String> names(
            Map<String, String> raw, ProcessorOption option, String example, List<InvalidValue> invalid) {
        if (!raw.containsKey(option.key())) {
            return List.of();
        }
        String value = raw.get(option.key());
        List<String> names = value == null
                ? List.of("")
                : Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        if (names.contains("")) {
            String expected = "names with commas between them, for example " + example;
            invalid.add(new InvalidValue(option, value == null ? "" : value, expected, List.of()));
            return List.of();
        }
        return names;
    }
}
