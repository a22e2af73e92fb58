package app;

import dev.aatomic.Aatomic;
import java.util.concurrent.CompletionStage;

@Aatomic
interface Waiting { // ! Undefined 1
    CompletionStage<Nowhere> a();
}
