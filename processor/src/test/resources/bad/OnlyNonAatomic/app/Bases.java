package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

interface Bases {
    interface Alone {
        void a();

        @NonAatomic // ! OnlyNonAatomic 9
        void b();

        @NonAatomic
        void c();
    }

    interface Base {
        void a();

        @NonAatomic
        void b();
    }

    interface Middle extends Base {
        @NonAatomic
        void c();
    }

    @Aatomic
    interface User extends Middle {}

    interface Child extends User {
        @NonAatomic // ! OnlyNonAatomic 9
        void d();
    }

    @SuppressWarnings("aatomic:OnlyNonAatomic")
    interface Known {
        @NonAatomic
        void a();
    }
}
