package app;

import dev.aatomic.Aatomic;

@Aatomic(using = "biling") // ! Using 18
interface Elsewhere {
    void a();

    @Aatomic(using = "warehouse") // ! Using 22
    void b();

    @Aatomic(using = "Audit") // ! Using 22
    void c();

    @Aatomic(using = "audit")
    void known();

    @Aatomic(using = "")
    void innermost();
}
