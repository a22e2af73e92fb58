package app;

import dev.aatomic.Aatomic;

class Outer {
    interface Top {
        void one();
    }

    interface Middle extends Top {
        @Override
        default void one() {}
    }

    interface Other extends Top {}

    @Aatomic
    interface Bottom extends Other, Middle {
        default String aMethodWithALongNameAndManyParameters(
                String firstParameter, String secondParameter, String thirdParameter, String $fourth, int delegate) {
            return firstParameter;
        }
    }

    @Aatomic
    interface Described {
        default void one() {}

        @Override
        @Aatomic
        String toString();
    }
}
