package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

@NonAatomic
interface Misplaced<@Aatomic T> {
    @Aatomic
    String CONSTANT = "";

    void parameter(@Aatomic String parameter);
}

class Constructed {
    @Aatomic
    Constructed() {
        @Aatomic
        String variable = "";
    }
}
