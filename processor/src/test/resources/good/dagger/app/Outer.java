package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;

class Outer {
    @Aatomic(componentModel = ComponentModel.DAGGER)
    @Fast
    interface Nested {
        void run();
    }

    @Aatomic(componentModel = ComponentModel.DAGGER)
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
