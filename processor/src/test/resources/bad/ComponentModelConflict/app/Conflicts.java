package app;

import dev.aatomic.Aatomic;
import dev.aatomic.ComponentModel;

class Conflicts {
    @Aatomic(componentModel = ComponentModel.SPRING) // ! ComponentModelConflict 45 ! ComponentModelMissing 45
    interface Other {
        void a();
    }

    @Aatomic(componentModel = ComponentModel.PLAIN)
    interface NoBean {
        void a();
    }

    @Aatomic
    interface First { // ! ComponentModelMissing 5
        void a();
    }

    /** What the option needs is reported once. */
    @Aatomic
    interface Second {
        void a();
    }

    @SuppressWarnings("aatomic:ComponentModelConflict")
    @Aatomic(componentModel = ComponentModel.DAGGER) // ! ComponentModelMissing 45
    interface Knowingly {
        void a();
    }
}
