package app;

import dev.aatomic.Aatomic;

interface Privates {
    void a();

    @Aatomic(durable = true) // ! PrivateMethod 5
    private void b() {}
}
