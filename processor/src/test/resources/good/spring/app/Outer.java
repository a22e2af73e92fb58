package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;
import org.springframework.stereotype.Service;

class Outer {
    @Aatomic(componentModel = ComponentModel.SPRING)
    @Fast
    interface Nested {
        void run();
    }

    @Service("reports")
    @Aatomic(componentModel = ComponentModel.SPRING)
    interface Reports {
        void report();
    }

    @Aatomic(componentModel = ComponentModel.SPRING)
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
