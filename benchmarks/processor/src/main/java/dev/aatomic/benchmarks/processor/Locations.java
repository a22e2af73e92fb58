package dev.aatomic.benchmarks.processor;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Finds jars by what is in them. */
final class Locations {

    private Locations() {}

    static Path of(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException failure) {
            throw new IllegalStateException("No path: " + type, failure);
        }
    }
}
