package app;

import dev.aatomic.Aatomic;
import java.util.List;
import other.Base;

class Outer {
    private static class Secret {}

    @Aatomic
    interface Service extends Base { // ! InaccessibleType 5
        List<Secret[]> secrets(); // ! InaccessibleType 24
    }
}
