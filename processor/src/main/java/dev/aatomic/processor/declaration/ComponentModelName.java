package dev.aatomic.processor.declaration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The containers that generated classes can be beans of. */
public enum ComponentModelName {

    /** None: the user calls the constructor. */
    PLAIN("plain", "no container"),

    /** Spring Framework. */
    SPRING("spring", "Spring"),

    /** What knows the annotations of {@code jakarta.inject}. */
    JAKARTA("jakarta", "the container"),

    /** Jakarta Contexts and Dependency Injection. */
    CDI("cdi", "CDI"),

    /** Quarkus. */
    QUARKUS("quarkus", "Quarkus"),

    /** Micronaut. */
    MICRONAUT("micronaut", "Micronaut"),

    /** Guice. */
    GUICE("guice", "Guice"),

    /** Dagger. */
    DAGGER("dagger", "Dagger"),

    /** Avaje Inject. */
    AVAJE("avaje", "Avaje Inject");

    private final String key;
    private final String container;

    ComponentModelName(String key, String container) {
        this.key = key;
        this.container = container;
    }

    /**
     * Finds one by what the user writes.
     *
     * @param key the name
     * @return the one of that name; empty if there is none
     */
    public static Optional<ComponentModelName> find(String key) {
        return Arrays.stream(values()).filter(name -> name.key.equals(key)).findFirst();
    }

    /**
     * All that users may write.
     *
     * @return the names
     */
    public static List<String> keys() {
        return Arrays.stream(values()).map(ComponentModelName::key).toList();
    }

    /**
     * What the user writes.
     *
     * @return the name
     */
    public String key() {
        return key;
    }

    /**
     * The container in sentences.
     *
     * @return its name
     */
    public String container() {
        return container;
    }
}
