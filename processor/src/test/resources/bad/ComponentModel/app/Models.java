package app;

import dev.aatomic.Aatomic;

class Models {
    @Aatomic(componentModel = "sprng") // ! ComponentModel 31
    interface Misspelt {
        void a();
    }

    @Aatomic(componentModel = "Spring") // ! ComponentModel 31
    interface Uppercase {
        void a();
    }

    @Aatomic(timeout = "1s", componentModel = "osgi") // ! ComponentModel 47
    static class Unknown implements Runnable {
        @Override
        public void run() {}
    }

    interface OnMethod {
        @Aatomic(componentModel = "plain") // ! ComponentModel 35
        void a();

        void b();
    }

    @Aatomic(componentModel = "")
    interface Unset {
        void a();
    }
}
