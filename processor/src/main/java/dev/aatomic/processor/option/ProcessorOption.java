package dev.aatomic.processor.option;

/** The options of the processor, by the names under which users pass them. */
public enum ProcessorOption {

    /** Whether to print a note for every class written: {@code true} or {@code false}, the default. */
    VERBOSE("aatomic.verbose"),

    /** The names of all databases, with commas between them; by default any name will do. */
    DATABASES("aatomic.databases"),

    /** The container that generated classes are beans of, where the annotation does not say. */
    COMPONENT_MODEL("aatomic.componentModel"),

    /** The classes whose adapters hold for all types, with commas between them. */
    ADAPTED_BY("aatomic.adaptedBy");

    /** What the names of all options begin with. */
    static final String PREFIX = "aatomic.";

    private final String key;

    ProcessorOption(String key) {
        this.key = key;
    }

    /**
     * The name without {@code -A}.
     *
     * @return the name
     */
    public String key() {
        return key;
    }
}
