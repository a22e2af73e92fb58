package app;

import dev.aatomic.Aatomic;

class Outer {
    @Aatomic
    private interface Hidden { // ! Private 13
        void a();
    }

    private static class Middle {
        @Aatomic
        interface Deep { // ! Private 9
            void a();
        }
    }
}
