package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

interface Statics {
    @Aatomic // ! StaticMethod 5
    static void a() {}

    @NonAatomic // ! StaticMethod 5
    static void b() {}
}

interface Unrelated {
    @NonAatomic // ! StaticMethod 5
    static void c() {}
}
