package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

interface Torn {
    @Aatomic
    @NonAatomic // ! Both 5
    void a();
}
