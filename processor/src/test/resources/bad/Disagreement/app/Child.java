package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

@Aatomic
interface Child extends Left, Right { // ! Disagreement 1 // ! Disagreement 1 // ! Disagreement 1
    @Override
    @Aatomic(using = "here", durable = false)
    void settled();
}

interface Left {
    @Aatomic(using = "left", durable = true)
    void a();

    @Aatomic
    void b();

    @Aatomic(using = "left", durable = true)
    void settled();
}

interface Right {
    @Aatomic(using = "right", durable = false)
    void a();

    @NonAatomic
    void b();

    @Aatomic(using = "right", durable = false)
    void settled();
}
