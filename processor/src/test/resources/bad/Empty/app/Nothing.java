package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

@Aatomic // ! Empty 1
interface Nothing {
    @NonAatomic
    void a();

    static void b() {}

    @Override
    String toString();
}

@Aatomic
@SuppressWarnings("aatomic:Empty")
interface Suppressed {}
