package app;

import dev.aatomic.Aatomic;

@Aatomic(timeout = "5s")
interface Constants { // ! HiddenType 1
    int Duration = 1;
    int java = 2;

    void a();
}
