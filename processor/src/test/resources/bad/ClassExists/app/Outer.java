package app;

import dev.aatomic.Aatomic;

class Outer {
    @Aatomic
    interface Inner {
        void a();
    }
}

@Aatomic
interface Outer_Inner { // ! ClassExists 1
    void a();
}
