package app;

import dev.aatomic.Aatomic;
import dev.aatomic.NonAatomic;

@Aatomic
class Runner implements Runnable {
    @Override
    public void run() {}

    @Aatomic // ! NotExposed 5
    public void run(int times) {}

    @Aatomic // ! NotExposed 5
    void hidden() {}

    @NonAatomic
    void fine() {}

    @Aatomic // ! StaticMethod 5
    static void constant() {}

    @Aatomic // ! PrivateMethod 5
    private void secret() {}
}
