package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;
import java.util.concurrent.Future;

@Aatomic // ! Sealed 1
sealed interface Several permits Several.Real {
    Future<String> one(); // ! ReturnType 20

    @Aatomic
    @NonAatomic // ! Both 5
    void two();

    Future<String> three(); // ! ReturnType 20

    non-sealed interface Real extends Several {}
}

@Aatomic
interface Fine {
    void a();
}
