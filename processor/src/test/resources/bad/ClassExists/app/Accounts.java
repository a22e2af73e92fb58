package app;

import dev.aatomic.Aatomic;

@Aatomic
interface Accounts { // ! ClassExists 1
    void a();
}
