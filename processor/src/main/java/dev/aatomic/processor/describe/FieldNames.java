package dev.aatomic.processor.describe;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names the fields that hold blocks: {@code transfer} for the method of that name, {@code transfer2} for its first
 * overload. Not safe for use by several threads.
 */
final class FieldNames {

    /**
     * The other fields, and the classes that the constructor uses, with the first part of their packages: a field of
     * such a name would hide one.
     */
    private static final Set<String> RESERVED = Set.of(
            "delegate",
            "transactions",
            "Objects",
            "Propagation",
            "Isolation",
            "ConnectionAcquisition",
            "Duration",
            "RetryPolicy",
            "java",
            "dev");

    private final Set<String> methodNames;
    private final Set<String> taken = new HashSet<>(RESERVED);

    FieldNames(List<String> methodNames) {
        this.methodNames = Set.copyOf(methodNames);
    }

    String next(String methodName) {
        String name = methodName;
        int number = 2;
        while (!taken.add(name)) {
            do {
                name = methodName + number++;
            } while (methodNames.contains(name));
        }
        return name;
    }
}
