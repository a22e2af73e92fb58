package dev.aatomic.processor.component;

import dev.aatomic.processor.declaration.ComponentModelName;

/** All component models. */
public final class ComponentModels {

    private ComponentModels() {}

    /**
     * The model of a name.
     *
     * @param name the name
     * @return the model
     */
    public static ComponentModel of(ComponentModelName name) {
        return switch (name) {
            case PLAIN -> new PlainComponentModel();
            case SPRING -> new SpringComponentModel();
            case JAKARTA -> new JakartaComponentModel();
            case CDI -> CdiComponentModel.cdi();
            case QUARKUS -> CdiComponentModel.quarkus();
            case MICRONAUT -> new MicronautComponentModel();
            case GUICE -> new GuiceComponentModel();
            case DAGGER -> new DaggerComponentModel();
            case AVAJE -> new AvajeComponentModel();
        };
    }
}
