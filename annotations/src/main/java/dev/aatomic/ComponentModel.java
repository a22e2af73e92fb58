package dev.aatomic;

/**
 * The containers that generated classes can be beans of, for {@link Aatomic#componentModel()} and the processor's option {@code
 * -Aaatomic.componentModel}.
 */
public final class ComponentModel {

    /** None: the user calls the constructor. */
    public static final String PLAIN = "plain";

    /** Spring Framework, with or without Spring Boot. */
    public static final String SPRING = "spring";

    /** Any container for the annotations of {@code jakarta.inject}, which were JSR-330; HK2 for example. */
    public static final String JAKARTA = "jakarta";

    /** Jakarta Contexts and Dependency Injection: Weld, OpenWebBeans. */
    public static final String CDI = "cdi";

    /** Quarkus. */
    public static final String QUARKUS = "quarkus";

    /** Micronaut. */
    public static final String MICRONAUT = "micronaut";

    /** Guice: besides the bean, a module to install is generated. */
    public static final String GUICE = "guice";

    /** Dagger: besides the bean, a module to name in the component is generated. */
    public static final String DAGGER = "dagger";

    /** Avaje Inject. */
    public static final String AVAJE = "avaje";

    private ComponentModel() {}
}
