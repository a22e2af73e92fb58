package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

interface Things {
    @Aatomic // ! WrongType 5
    class Implementation {}

    @Aatomic // ! WrongType 5
    enum Constants {}

    @Aatomic // ! WrongType 5
    record Data(int value) {}

    @Aatomic // ! WrongType 5
    @interface Marker {}

    class Methods {
        @Aatomic // ! WrongType 9
        void one() {}

        @NonAatomic // ! WrongType 9
        void two() {}

        void three() {}
    }
}
