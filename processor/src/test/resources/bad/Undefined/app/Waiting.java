package app;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

@Aatomic
interface Waiting { // ! Undefined 1
    CompletionStage<Nowhere> a();
}

interface Constant { // ! Undefined 1
    @Aatomic(using = Nowhere.NAME)
    void a();
}
