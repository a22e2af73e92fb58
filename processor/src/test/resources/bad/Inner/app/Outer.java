package app;

import dev.aatomic.Aatomic;

class Outer {
    @Aatomic
    class Runner implements Runnable { // ! Inner 5
        @Override
        public void run() {}
    }

    class Other implements Runnable { // ! Inner 5
        @Override
        @Aatomic
        public void run() {}
    }
}
