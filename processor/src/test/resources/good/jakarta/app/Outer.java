package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;

class Outer {
    @Aatomic(componentModel = ComponentModel.JAKARTA)
    @Fast
    interface Nested {
        void run();
    }

    @Aatomic(componentModel = ComponentModel.JAKARTA)
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
