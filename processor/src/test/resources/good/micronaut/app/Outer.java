package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;
import io.micronaut.context.annotation.Primary;

class Outer {
    @Aatomic(componentModel = ComponentModel.MICRONAUT)
    @Fast
    @Primary
    interface Nested {
        void run();
    }

    @Aatomic(componentModel = ComponentModel.MICRONAUT)
    interface Workflow {
        default int step() {
            return 1;
        }
    }

    @Aatomic(componentModel = ComponentModel.PLAIN)
    interface Generic<T> {
        T value();
    }
}
