package dev.aatomic.processor.declaration;

import java.util.Map;
import java.util.Optional;

/**
 * What is written for one method: for each attribute the nearest value. What nobody wrote is not there.
 *
 * @param values the values
 */
public record WrittenAttributes(Map<Attribute, WrittenValue> values) {

    /** Keeps a copy of the map. */
    public WrittenAttributes {
        values = Map.copyOf(values);
    }

    /**
     * The value of an attribute.
     *
     * @param attribute the attribute
     * @return the value; empty where the default holds
     */
    public Optional<WrittenValue> find(Attribute attribute) {
        return Optional.ofNullable(values.get(attribute));
    }
}
